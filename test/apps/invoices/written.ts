import { InvoiceService } from "@e-invoice-eu/core";
import { documentOf } from "../../../apps/invoices/electronic/document";
import { invoiceOf } from "../../../apps/invoices/invoice";
import { readOrder } from "../../../apps/invoices/order/order";
import { day, order, seller } from "./samples";

const service = new InvoiceService({ log: () => {}, warn: () => {}, error: () => {} });

/** One order as the library writes it in any of its formats; a `type` other than 380 makes another document of it. */
export async function written(format: string, { type = 380, pdf }: { type?: number; pdf?: Uint8Array } = {}): Promise<Uint8Array> {
  const forAuthority = format.startsWith("XRECHNUNG")
    ? { format: "xrechnung", buyer: { ...order.buyer, leitwegId: "991-33333TEST-33" } }
    : {};
  const document = documentOf(invoiceOf(readOrder({ ...order, ...forAuthority }, seller, day), seller, "RE-1", day));
  const typed = structuredClone(document) as unknown as { "ubl:Invoice": Record<string, unknown> };
  typed["ubl:Invoice"]["cbc:InvoiceTypeCode"] = `${type}`;
  const made = await service.generate(typed as unknown as typeof document, {
    format,
    lang: "de",
    ...(pdf ? { pdf: { buffer: pdf, filename: "page.pdf", mimetype: "application/pdf" } } : {}),
  });
  return typeof made === "string" ? new TextEncoder().encode(made) : (made as Uint8Array);
}
