import { type Totals, totalsOf, type VatCategory } from "./money/totals.ts";
import { later } from "./order/day.ts";
import type { Order } from "./order/order.ts";
import type { Seller } from "./order/seller.ts";

/** All that stands on an invoice, before it is written in any form. */
export interface Invoice {
  readonly number: string;
  /** The day it is made. */
  readonly issued: string;
  readonly due: string;
  readonly seller: Seller;
  readonly order: Order;
  readonly category: VatCategory;
  readonly totals: Totals;
}

export function invoiceOf(order: Order, seller: Seller, number: string, issued: string): Invoice {
  const category = categoryOf(order, seller);
  return { number, issued, due: later(issued, seller.paymentDays), seller, order, category, totals: totalsOf(order, category) };
}

function categoryOf({ treatment }: Order, { smallBusiness }: Seller): VatCategory {
  if (smallBusiness) return "E";
  return treatment === "reverse-charge" ? "AE" : "S";
}

/** Why no VAT is charged, in the words that the law wants to see; undefined where it is. */
export function reasonWithoutVat(category: VatCategory): string | undefined {
  if (category === "E") return "Steuerfrei nach § 19 UStG (Kleinunternehmer)";
  if (category === "AE") return "Steuerschuldnerschaft des Leistungsempfängers";
  return undefined;
}

/** The last day of what was delivered. */
export function deliveredUntil({ delivered }: Order): string {
  return typeof delivered === "string" ? delivered : delivered.to;
}
