import { z } from "zod";
import { type Problem, Refusal } from "../problem.ts";
import { read, rule } from "./read.ts";
import * as is from "./scalars.ts";
import type { Seller } from "./seller.ts";
import { unitNames } from "./unit.ts";
import { stateOf } from "./vat-id.ts";

const buyer = z.strictObject({
  name: is.line("the customer's name", 150),
  contact: is.line("a person there", 100).optional(),
  street: is.line("street and number", 100),
  postcode: is.line("the postcode", 12),
  city: is.line("the city", 100),
  country: is.country.default("DE"),
  mail: is.mailAddress,
  vatId: is.vatId.optional(),
  leitwegId: is.leitwegId.optional(),
});

const position = z.strictObject({
  name: is.line("what was done or delivered", 200),
  description: is.line("more about it", 1000).optional(),
  quantity: is.decimal("how many", 7, 4),
  unit: z.enum(unitNames, rule(unitNames.join(", "), "take one of them")),
  price: is.decimal("the net price of one in euro", 8, 4),
  vat: z.enum(["19", "7"], rule("19 or 7", "take one of them; without VAT only by the treatment of the whole invoice")).optional(),
});

const orderSchema = z.strictObject({
  /** What makes it this order and no other: asked again, the answer is the same invoice. */
  request: z
    .string(rule("a name of this order", "write one"))
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9:._+-]{3,99}$/,
      rule("4 to 100 letters, digits, colons, dots, underscores, plus signs and hyphens", "write it so"),
    ),
  format: z.enum(["zugferd", "xrechnung"], rule("zugferd for businesses, xrechnung for authorities", "take one of them")),
  treatment: z.enum(["domestic", "reverse-charge"], rule("domestic or reverse-charge", "take one of them")).default("domestic"),
  buyer,
  delivered: z.union(
    [is.day, z.strictObject({ from: is.day, to: is.day })],
    rule("a day such as 2026-11-30, or two of them as from and to", "write when it was done or delivered"),
  ),
  /** The number of an invoice of ours that this one corrects; what is taken back has quantities below zero. */
  corrects: is.line("the number of the invoice that is corrected", 40).optional(),
  order: is.line("the customer's number of the order", 60).optional(),
  note: is.line("a sentence to the customer", 500).optional(),
  lines: z
    .array(position, rule("a list of positions", "write one at least"))
    .min(1, rule("one position at least", "write it"))
    .max(200, rule("200 positions at most", "make two invoices")),
});

export type Order = z.output<typeof orderSchema>;
export type Position = Order["lines"][number];

/** @throws Refusal with all that is wrong with it, before anything of it is kept. */
export function readOrder(input: unknown, seller: Seller, today: string): Order {
  const order = read(orderSchema, input);
  const problems = [...faultsOfVat(order, seller), ...faultsOfDays(order, today), ...faultsOfSigns(order)];
  if (problems.length > 0) throw new Refusal(problems);
  if (order.format === "xrechnung" && !order.buyer.leitwegId)
    throw new Refusal([
      {
        field: "buyer.leitwegId",
        value: undefined,
        allowed: "the authority's Leitweg-ID (BR-DE-15)",
        fix: "ask the authority; its order names it",
      },
    ]);
  return order;
}

function faultsOfVat({ treatment, buyer, lines }: Order, { smallBusiness, vatId }: Seller): Problem[] {
  const without = smallBusiness || treatment === "reverse-charge";
  const reason = smallBusiness ? "a small business charges no VAT (§ 19 UStG)" : "with reverse-charge the customer owes the VAT";
  const rates = lines.flatMap(({ vat }, index): Problem[] => {
    const field = `lines[${index}].vat`;
    if (without && vat !== undefined) return [{ field, value: vat, allowed: `nothing: ${reason}`, fix: "leave it out" }];
    if (!without && vat === undefined) return [{ field, value: vat, allowed: "19 or 7", fix: "write the rate" }];
    return [];
  });
  if (treatment === "domestic") return rates;
  const parties: Problem[] = [];
  if (smallBusiness)
    parties.push({
      field: "treatment",
      value: treatment,
      allowed: "domestic",
      fix: "a small business's invoices have no VAT that another could owe",
    });
  if (vatId === undefined)
    parties.push({
      field: "treatment",
      value: treatment,
      allowed: "domestic, as long as your own VAT number is missing",
      fix: "write invoices.vatId in config.yaml",
    });
  if (buyer.vatId === undefined)
    parties.push({
      field: "buyer.vatId",
      value: undefined,
      allowed: "the customer's VAT number (BR-AE-02)",
      fix: "ask the customer for it",
    });
  else if (stateOf(buyer.vatId) !== buyer.country)
    parties.push({
      field: "buyer.vatId",
      value: buyer.vatId,
      allowed: `a number of ${buyer.country}, where the customer is`,
      fix: "one of the two is wrong",
    });
  return [...rates, ...parties];
}

function faultsOfDays({ delivered }: Order, today: string): Problem[] {
  const latest = typeof delivered === "string" ? delivered : delivered.to;
  const field = typeof delivered === "string" ? "delivered" : "delivered.to";
  if (typeof delivered !== "string" && delivered.from > delivered.to)
    return [{ field: "delivered.from", value: delivered.from, allowed: `a day up to ${delivered.to}`, fix: "change the two" }];
  if (latest > today)
    return [{ field, value: latest, allowed: `a day up to today, ${today}`, fix: "write the invoice when it is done, or mend the day" }];
  return [];
}

/** A price below zero is no price (BR-27); what is taken back is a quantity below zero. */
function faultsOfSigns({ lines }: Order): Problem[] {
  return lines.flatMap(({ quantity, price }, index): Problem[] => {
    if (price.startsWith("-"))
      return [{ field: `lines[${index}].price`, value: price, allowed: "0 or more (BR-27)", fix: "put the minus before the quantity" }];
    if (/^-?0(\.0+)?$/.test(quantity))
      return [{ field: `lines[${index}].quantity`, value: quantity, allowed: "other than 0", fix: "leave the position out" }];
    return [];
  });
}
