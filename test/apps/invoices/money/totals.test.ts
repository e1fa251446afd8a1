import { describe, expect, test } from "@jest/globals";
import { amount, inGerman, totalsOf } from "../../../../apps/invoices/money/totals";
import type { Position } from "../../../../apps/invoices/order/order";

const line = (quantity: string, price: string, vat: Position["vat"] = "19"): Position => ({
  name: "x",
  unit: "piece",
  quantity,
  price,
  vat,
});

const shown = (...lines: Position[]) => {
  const { nets, groups, net, tax, gross } = totalsOf({ lines }, "S");
  return {
    nets: nets.map(amount),
    groups: groups.map(({ rate, net: of, tax: its }) => [rate, amount(of), amount(its)]),
    sums: [net, tax, gross].map(amount),
  };
};

describe("the totals of an invoice", () => {
  // ../shared/facts/einvoice-real.md, 7: valid everywhere.
  test("round each position by itself", () => {
    expect(shown(line("0.333", "3.33"), line("0.333", "3.33"), line("0.333", "3.33"))).toEqual({
      nets: ["1.11", "1.11", "1.11"],
      groups: [["19", "3.33", "0.63"]],
      sums: ["3.33", "0.63", "3.96"],
    });
  });

  test("tax the sum of each rate, not each position", () => {
    expect(shown(line("1", "0.03"), line("1", "0.03"), line("1", "10.07", "7")).groups).toEqual([
      ["19", "0.06", "0.01"],
      ["7", "10.07", "0.70"],
    ]);
  });

  test("round half a cent up, which binary numbers do not", () => {
    // 1.005 is a little less than that in a computer's numbers.
    expect(shown(line("1", "1.005")).nets).toEqual(["1.01"]);
  });

  test("go below zero where more is taken back than given", () => {
    expect(shown(line("1", "100"), line("-2", "100")).sums).toEqual(["-100.00", "-19.00", "-119.00"]);
  });

  test("stay to the cent in large sums", () => {
    expect(shown(line("9999999", "99999999.99")).sums[0]).toBe("999999899900000.01");
  });
});

describe("an amount on paper", () => {
  test.each([
    ["1234567.5", "1.234.567,5"],
    ["100", "100"],
    ["-1234.50", "-1.234,50"],
    ["0.333", "0,333"],
  ])("%s is %s", (text, german) => {
    expect(inGerman(text)).toBe(german);
  });
});
