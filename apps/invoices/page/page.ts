import { readFileSync } from "node:fs";
import { friendlyFormatIBAN } from "ibantools";
import mustache from "mustache";
import { type Corrected, type Invoice, kindOf, reasonWithoutVat, termsOf } from "../invoice.ts";
import { inGerman as amountInGerman } from "../money/totals.ts";
import { inGerman as dayInGerman } from "../order/day.ts";
import type { Order } from "../order/order.ts";
import type { Seller } from "../order/seller.ts";
import { units } from "../order/unit.ts";

const template = readFileSync(new URL("invoice.mustache", import.meta.url), "utf8");

/** The invoice as a customer reads it: HTML without anything from elsewhere. */
export function pageOf(invoice: Invoice): string {
  const { number, issued, seller, order, totals, category, corrected } = invoice;
  const { buyer } = order;
  return mustache.render(template, {
    number,
    kind: kindOf(invoice),
    seller,
    to: [buyer.name, buyer.contact, buyer.street, `${buyer.country === "DE" ? "" : `${buyer.country}-`}${buyer.postcode} ${buyer.city}`]
      .filter(Boolean)
      .join("\n"),
    facts: factsOf(order, issued, corrected),
    note: order.note,
    lines: order.lines.map(({ name, description, quantity, unit, price, vat }, index) => ({
      position: index + 1,
      name,
      description,
      quantity: amountInGerman(quantity),
      unit: units[unit].german,
      price: amountInGerman(withCents(price)),
      vat: vat ? `${vat} %` : "–",
      net: amountInGerman(totals.nets[index] ?? "0"),
    })),
    net: amountInGerman(totals.net),
    taxes:
      category === "S" ? totals.groups.map(({ rate, net, tax }) => ({ rate, net: amountInGerman(net), tax: amountInGerman(tax) })) : [],
    gross: amountInGerman(totals.gross),
    reason: reasonWithoutVat(category),
    terms: termsOf(invoice),
    account: totals.gross.gt(0),
    iban: friendlyFormatIBAN(seller.iban),
    bic: seller.bic,
    foot: footOf(seller),
  });
}

function factsOf(
  { delivered, order, buyer }: Order,
  issued: string,
  corrected: Corrected | undefined,
): readonly { name: string; value: string }[] {
  const when = typeof delivered === "string" ? dayInGerman(delivered) : `${dayInGerman(delivered.from)} bis ${dayInGerman(delivered.to)}`;
  return [
    { name: "Rechnungsdatum", value: dayInGerman(issued) },
    { name: typeof delivered === "string" ? "Leistungsdatum" : "Leistungszeitraum", value: when },
    ...(corrected ? [{ name: "Korrigierte Rechnung", value: `${corrected.number} vom ${dayInGerman(corrected.issued)}` }] : []),
    ...(order ? [{ name: "Ihre Bestellung", value: order }] : []),
    ...(buyer.vatId ? [{ name: "Ihre USt-IdNr.", value: buyer.vatId }] : []),
    ...(buyer.leitwegId ? [{ name: "Leitweg-ID", value: buyer.leitwegId }] : []),
  ];
}

function footOf(seller: Seller): readonly string[] {
  const ids = [
    ...(seller.vatId ? [`USt-IdNr. ${seller.vatId}`] : []),
    ...(seller.taxNumber ? [`Steuernummer ${seller.taxNumber}`] : []),
    ...(seller.register ? [seller.register] : []),
  ];
  return [`${seller.name} · ${seller.contact} · ${seller.phone} · ${seller.mail}`, ids.join(" · ")];
}

/** Prices have two places at least; what was written finer stays. */
function withCents(price: string): string {
  const [wholes, fraction = ""] = price.split(".");
  return `${wholes}.${fraction.padEnd(2, "0")}`;
}
