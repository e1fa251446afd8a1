import { describe, expect, test } from "@jest/globals";
import { isVatId, stateOf } from "../../../../apps/invoices/order/vat-id";

/** One of each state: the examples of python-stdnum, another library than ours. */
const examples = [
  ...["ATU13585627", "BE0428759497", "BG175074752", "CY10259033P", "CZ25123891", "DE136695976", "DK13585628", "EE100931558"],
  ...["EL094259216", "ESB58378431", "FI20774740", "FR40303265045", "HR33392005961", "HU12892312", "IE6433435F", "IT00743110157"],
  ...["LT119511515", "LU15027442", "LV40003521600", "MT11679112", "NL004495445B01", "PL8567346215", "PT501964843", "RO18547290"],
  ...["SE556188840401", "SI50223054", "SK2022749619"],
];

describe("a VAT number", () => {
  test("is known for each of the 27 member states", () => {
    expect([new Set(examples.map(stateOf)).size, examples.filter((text) => !isVatId(text))]).toEqual([27, []]);
  });

  // The first three pass every check of e-invoices (../shared/facts/einvoice-real.md, 7).
  test.each(["DE12", "DE 136 695 976", "DE136695975", "de136695976", "136695976", "CHE123456788", "GR094259216", "XX1"])(
    "%s is none",
    (text) => {
      expect(isVatId(text)).toBe(false);
    },
  );
});
