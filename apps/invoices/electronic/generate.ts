import { InvoiceService } from "@e-invoice-eu/core";
import type { Invoice } from "../invoice.ts";
import { documentOf } from "./document.ts";
import { withXml } from "./embed.ts";

/** The library names each by a word of its own; none is told a CustomizationID, which would beat it without a warning. */
const formats = {
  zugferd: { xml: "CII", pdf: "Factur-X-EN16931" },
  xrechnung: { xml: "XRECHNUNG-CII", pdf: "Factur-X-XRechnung" },
} as const;

const service = new InvoiceService({ log: () => {}, warn: console.warn, error: console.error });

/** The invoice as the XML that counts in law, in the syntax CII. */
export async function xmlOf(invoice: Invoice): Promise<string> {
  const xml = await service.generate(documentOf(invoice), { format: formats[invoice.order.format].xml, lang: "de" });
  return xml as string;
}

/** The page and this XML in one PDF/A-3 file. */
export async function pdfWithXml(invoice: Invoice, page: Uint8Array, xml: string): Promise<Uint8Array> {
  const pdf = await service.generate(documentOf(invoice), {
    format: formats[invoice.order.format].pdf,
    lang: "de",
    pdf: { buffer: page, filename: `${invoice.number}.pdf`, mimetype: "application/pdf" },
  });
  return await withXml(pdf as Uint8Array, xml);
}
