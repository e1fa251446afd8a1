import Big from "big.js";
import type { Order, Position } from "../order/order.ts";

/** Under which category of EN 16931 an invoice's VAT falls: S charged, E a small business, AE owed by the customer. */
export type VatCategory = "S" | "E" | "AE";

export interface VatGroup {
  readonly category: VatCategory;
  /** Percent, such as 19. */
  readonly rate: string;
  readonly net: Big;
  readonly tax: Big;
}

export interface Totals {
  /** Of each position, in their order. */
  readonly nets: readonly Big[];
  readonly groups: readonly VatGroup[];
  readonly net: Big;
  readonly tax: Big;
  readonly gross: Big;
}

const cents = (amount: Big): Big => amount.round(2, Big.roundHalfUp);

/** Each position is rounded, then the sums are taken, and the tax is that of each rate's sum (EN 16931, BR-CO-10 to BR-CO-17). */
export function totalsOf({ lines }: Pick<Order, "lines">, category: VatCategory): Totals {
  const nets = lines.map(({ quantity, price }) => cents(new Big(quantity).times(price)));
  const rates = [...new Set(lines.map(rateOf))].sort((one, other) => Number(other) - Number(one));
  const groups = rates.map((rate) => {
    const net = sum(nets.filter((_, index) => rateOf(lines[index]) === rate));
    return { category, rate, net, tax: cents(net.times(rate).div(100)) };
  });
  const net = sum(nets);
  const tax = sum(groups.map((group) => group.tax));
  return { nets, groups, net, tax, gross: net.plus(tax) };
}

export const rateOf = (position: Position | undefined): string => position?.vat ?? "0";

/** Two places after a point, as EN 16931 wants it. */
export const amount = (value: Big): string => value.toFixed(2);

/** As Germans write it: 1.234,50. */
export function inGerman(value: Big | string, places = 2): string {
  const [wholes = "", fraction] = (typeof value === "string" ? value : value.toFixed(places)).split(".");
  const grouped = wholes.replace(/\B(?=([0-9]{3})+$)/g, ".");
  return fraction ? `${grouped},${fraction}` : grouped;
}

function sum(values: readonly Big[]): Big {
  return values.reduce((total, value) => total.plus(value), new Big(0));
}
