import { describe, expect, test } from "@jest/globals";
import { factsOf } from "../../../../apps/invoices/received/facts";
import { parsed } from "../../../../apps/invoices/received/syntax";
import { written } from "../written";

/** What another program writes of one order, in each syntax. */
const facts = async (format: "CII" | "UBL", type = 380) => factsOf(await parsed(new TextDecoder().decode(await written(format, { type }))));

const whole = {
  profile: "urn:cen.eu:en16931:2017",
  number: "RE-1",
  type: "380",
  issued: "2026-11-30",
  due: "2026-12-14",
  seller: "Muster & Söhne GmbH",
  buyer: "Kunde AG",
  currency: "EUR",
  gross: "327.25",
  payable: "327.25",
  ibans: ["DE89370400440532013000"],
  taxes: [{ net: "275.00", rate: "19", tax: "52.25" }],
  lines: [{ name: "1", quantity: "2.5", price: "110", changes: [], net: "275.00" }],
};

describe("what stands in an invoice", () => {
  test.each(["CII", "UBL"] as const)("is found in %s", async (format) => {
    expect(await facts(format)).toMatchObject(whole);
  });

  test("is found in a credit note, which has other names for it", async () => {
    const { type, lines, number } = await facts("UBL", 381);
    expect([type, number, lines]).toEqual(["381", "RE-1", [expect.objectContaining({ quantity: "2.5", net: "275.00" })]]);
  });

  test.each(["CII", "UBL"] as const)("has every day of it in %s, each where it stands", async (format) => {
    const days = (await facts(format)).days.map((each) => each.day);
    expect(days.sort()).toEqual(["2026-11-27", "2026-11-30", "2026-12-14"]);
  });
});
