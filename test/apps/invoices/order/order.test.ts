import { describe, expect, test } from "@jest/globals";
import { readOrder } from "../../../../apps/invoices/order/order";
import { Refusal } from "../../../../apps/invoices/problem";
import { day, order, seller, smallBusiness, withoutVat } from "../samples";

const fieldsOf = (input: unknown, by = seller): string[] => {
  try {
    readOrder(input, by, day);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map(({ field }) => field);
    throw error;
  }
};

const [line] = order.lines;
const abroad = { ...order, treatment: "reverse-charge", lines: withoutVat, buyer: { ...order.buyer, country: "AT", vatId: "ATU13585627" } };

describe("an order", () => {
  test.each([
    ["the least", order],
    ["a period", { ...order, delivered: { from: "2026-11-01", to: "2026-11-30" } }],
    ["what is taken back", { ...order, lines: [{ ...line, quantity: "-1" }] }],
    ["two rates", { ...order, lines: [line, { ...line, vat: "7" }] }],
    ["an authority", { ...order, format: "xrechnung", buyer: { ...order.buyer, leitwegId: "991-33333TEST-33" } }],
    ["a business in another state that owes the VAT", abroad],
  ])("is taken: %s", (_, input) => {
    expect(fieldsOf(input)).toEqual([]);
  });

  test("of a small business has no rates", () => {
    expect([fieldsOf({ ...order, lines: withoutVat }, smallBusiness), fieldsOf(order, smallBusiness)]).toEqual([[], ["lines[0].vat"]]);
  });

  test.each([
    ["a day that no calendar has", { ...order, delivered: "2026-11-31" }, ["delivered"]],
    ["a day to come", { ...order, delivered: "2026-12-01" }, ["delivered"]],
    ["a period that ends before it begins", { ...order, delivered: { from: "2026-11-20", to: "2026-11-02" } }, ["delivered.from"]],
    ["a price below zero", { ...order, lines: [{ ...line, price: "-1" }] }, ["lines[0].price"]],
    ["nothing of something", { ...order, lines: [{ ...line, quantity: "0.00" }] }, ["lines[0].quantity"]],
    ["a price in German", { ...order, lines: [{ ...line, price: "1.100,00" }] }, ["lines[0].price"]],
    ["a price as a number", { ...order, lines: [{ ...line, price: 0.1 }] }, ["lines[0].price"]],
    ["no positions", { ...order, lines: [] }, ["lines"]],
    ["a rate that Germany does not have", { ...order, lines: [{ ...line, vat: "16" }] }, ["lines[0].vat"]],
    ["no rate", { ...order, lines: withoutVat }, ["lines[0].vat"]],
    ["an unknown unit", { ...order, lines: [{ ...line, unit: "hours" }] }, ["lines[0].unit"]],
    ["a field that nobody knows", { ...order, Buyer: 1 }, ["Buyer"]],
    ["a line break in a name", { ...order, buyer: { ...order.buyer, name: "a\nb" } }, ["buyer.name"]],
    ["no mail address", { ...order, buyer: { ...order.buyer, mail: "keine adresse" } }, ["buyer.mail"]],
    ["a customer outside the Union", { ...order, buyer: { ...order.buyer, country: "CH" } }, ["buyer.country"]],
    ["a wrong VAT number", { ...order, buyer: { ...order.buyer, vatId: "DE136695975" } }, ["buyer.vatId"]],
    ["an authority without its number", { ...order, format: "xrechnung" }, ["buyer.leitwegId"]],
    ["reverse charge without the customer's number", { ...abroad, buyer: { ...abroad.buyer, vatId: undefined } }, ["buyer.vatId"]],
    ["reverse charge with another state's number", { ...abroad, buyer: { ...abroad.buyer, vatId: "DE136695976" } }, ["buyer.vatId"]],
    ["reverse charge with a rate", { ...abroad, lines: [line] }, ["lines[0].vat"]],
    ["no name of its own", { ...order, request: "" }, ["request"]],
    ["nothing at all", undefined, ["the whole"]],
  ])("is refused for %s", (_, input, fields) => {
    expect(fieldsOf(input)).toEqual(fields);
  });

  test("is told all that is wrong with it at once", () => {
    expect(fieldsOf({ ...order, format: "pdf", delivered: "morgen", lines: [{ ...line, unit: "h", vat: "20" }] })).toEqual([
      "format",
      "delivered",
      "lines[0].unit",
      "lines[0].vat",
    ]);
  });

  test("of one who may not: reverse charge without a VAT number of one's own", () => {
    expect(fieldsOf(abroad, { ...smallBusiness, smallBusiness: false })).toEqual(["treatment"]);
  });

  test("is refused with the value, what is allowed, and what to do", () => {
    expect(() => readOrder({ ...order, delivered: "2026-12-01" }, seller, day)).toThrow(
      'delivered: "2026-12-01"; allowed: a day up to today, 2026-11-30; write the invoice when it is done, or mend the day',
    );
  });
});
