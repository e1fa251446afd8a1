import { describe, expect, test } from "@jest/globals";
import { faultsOfDays, remarksOn } from "../../../../apps/invoices/received/checks";
import type { Facts, Line } from "../../../../apps/invoices/received/facts";

const line: Line = { name: "1", quantity: "2", price: "10.00", per: "", changes: [], net: "20.00" };
const sound: Facts = {
  profile: "",
  number: "1",
  type: "380",
  issued: "2026-11-30",
  due: "2026-12-14",
  seller: "A",
  buyer: "B",
  currency: "EUR",
  gross: "23.80",
  payable: "23.80",
  ibans: ["DE89 3704 0044 0532 0130 00"],
  days: [{ where: "IssueDate", text: "2026-11-30", day: "2026-11-30" }],
  taxes: [{ net: "20.00", rate: "19", tax: "3.80" }],
  lines: [line],
};

describe("the days of an invoice", () => {
  // Each of these is taken by the rules of one format at least, and read as another day by programs.
  test.each(["20261340", "2026-11-31", "2026-02-30", "28.11.2026", ""])("that %j is none is a fault", (day) => {
    expect(faultsOfDays({ ...sound, days: [{ where: "IssueDate", text: day, day }] })).toEqual([
      `IssueDate: ${JSON.stringify(day)} ist kein Tag des Kalenders.`,
    ]);
  });

  test("that the calendar has are none", () => {
    expect(faultsOfDays(sound)).toEqual([]);
  });
});

describe("what no rule looks at", () => {
  test("is nothing in a sound invoice", () => {
    expect(remarksOn(sound)).toEqual([]);
  });

  test.each([
    [
      "VAT that is a cent off",
      { taxes: [{ net: "20.00", rate: "19", tax: "3.81" }] },
      "Die USt. von 19 % auf 20,00 wäre 3,80, angegeben sind 3,81.",
    ],
    ["an IBAN of wrong digits", { ibans: ["DE89370400440532013001"] }, "Die IBAN DE89370400440532013001 hat falsche Prüfziffern."],
    ["a due day before the invoice", { due: "2026-11-29" }, "Die Fälligkeit liegt vor dem Rechnungsdatum."],
    [
      "a total that is not quantity times price",
      { lines: [{ ...line, net: "200.00" }] },
      "Position 1: Menge mal Preis ist 20,00, angegeben sind 200,00.",
    ],
  ])("is told of %s", (_, changes, text) => {
    expect(remarksOn({ ...sound, ...changes })).toEqual([text]);
  });

  test.each([
    ["a price for a hundred", { price: "1000.00", per: "100" }],
    ["a discount", { price: "15.00", changes: [{ amount: "10.00", adds: false }] }],
    ["a charge", { price: "5.00", changes: [{ amount: "10.00", adds: true }] }],
    ["a cent of rounding", { price: "10.004" }],
    ["a line without a price", { price: "" }],
  ])("is not told of %s", (_, changes) => {
    expect(remarksOn({ ...sound, lines: [{ ...line, ...changes }] })).toEqual([]);
  });
});
