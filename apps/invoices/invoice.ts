import { type Totals, totalsOf, type VatCategory } from "./money/totals.ts";
import { inGerman, later } from "./order/day.ts";
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
  /** The invoice that this one corrects; undefined for any other. */
  readonly corrected: Corrected | undefined;
}

/** What is said of an invoice that is corrected. */
export interface Corrected {
  readonly number: string;
  readonly issued: string;
}

export function invoiceOf(order: Order, seller: Seller, number: string, issued: string, corrected?: Corrected): Invoice {
  const category = categoryOf(order, seller);
  return { number, issued, due: later(issued, seller.paymentDays), seller, order, category, totals: totalsOf(order, category), corrected };
}

function categoryOf({ treatment }: Order, { smallBusiness }: Seller): VatCategory {
  if (smallBusiness) return "E";
  return treatment === "reverse-charge" ? "AE" : "S";
}

/** What it is called on paper. */
export function kindOf({ corrected }: Invoice): string {
  return corrected ? "Rechnungskorrektur" : "Rechnung";
}

/** When it is to be paid, or that the customer gets it back. */
export function termsOf({ due, totals }: Invoice): string {
  return totals.gross.lt(0) ? "Der Betrag wird Ihnen erstattet." : `Zahlbar bis ${inGerman(due)} ohne Abzug.`;
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
