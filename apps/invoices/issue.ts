import { pdfWithXml, xmlOf } from "./electronic/generate.ts";
import type { Rules } from "./electronic/rules.ts";
import { type Invoice, invoiceOf, kindOf } from "./invoice.ts";
import type { Answer, Document, Issued } from "./ledger/issued.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { amount } from "./money/totals.ts";
import { today } from "./order/day.ts";
import { readOrder } from "./order/order.ts";
import type { Seller } from "./order/seller.ts";
import type { Gotenberg } from "./page/gotenberg.ts";
import { pageOf } from "./page/page.ts";

export interface Issuer {
  readonly seller: Seller;
  readonly timeZone: string;
  readonly ledger: Ledger;
  readonly rules: Rules;
  readonly gotenberg: Gotenberg;
}

/** A document that the rules of its own format refuse: a mistake of this program, since the order was as it must be. */
export class Unsound extends Error {
  constructor(breaches: readonly string[]) {
    super(`the invoice breaks its format's rules and was not issued: ${breaches.join("; ")}`);
    this.name = "Unsound";
  }
}

/**
 * The invoice of an order; of one that was asked before, the same one.
 * @throws Refusal when the order is not as it must be, Away when another program is, Unsound when the rules refuse it; in each
 * case no number is gone.
 */
export async function issue({ seller, timeZone, ledger, rules, gotenberg }: Issuer, input: unknown): Promise<Answer> {
  const issued = today(timeZone);
  const order = readOrder(input, seller, issued);
  return await ledger.issue(order, { issued, firstNumber: seller.firstNumber }, async (count, corrected): Promise<Issued> => {
    const invoice = invoiceOf(order, seller, numberOf(seller, issued, count), issued, corrected);
    const xml = await xmlOf(invoice);
    const breaches = await rules.judge(xml, order.format);
    if (breaches.length > 0) throw new Unsound(breaches);
    const page = await gotenberg.pdfOf(pageOf(invoice));
    return asIssued(invoice, xml, await pdfWithXml(invoice, page, xml));
  });
}

/** Such as RE-2026-0042: it grows by one with each invoice of a year. */
function numberOf({ numberPrefix }: Seller, issued: string, count: number): string {
  return `${numberPrefix}${issued.slice(0, 4)}-${`${count}`.padStart(4, "0")}`;
}

/** An authority gets the XML alone: what it takes has no page. */
function asIssued(invoice: Invoice, xml: string, pdf: Uint8Array): Issued {
  const { number, issued, due, order, totals } = invoice;
  const page: Document = { name: `${number}.pdf`, mediaType: "application/pdf", content: pdf };
  const alone: Document = { name: `${number}.xml`, mediaType: "application/xml", content: new TextEncoder().encode(xml) };
  const send = order.format === "xrechnung" ? alone : page;
  return {
    summary: {
      number,
      kind: kindOf(invoice),
      issued,
      due,
      customer: order.buyer.name,
      gross: amount(totals.gross),
      send: send.name,
      file: page.name,
    },
    documents: [page, alone],
  };
}
