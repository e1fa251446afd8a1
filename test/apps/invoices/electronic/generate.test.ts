import { describe, expect, test } from "@jest/globals";
import { xmlOf } from "../../../../apps/invoices/electronic/generate";
import { invoiceOf } from "../../../../apps/invoices/invoice";
import { readOrder } from "../../../../apps/invoices/order/order";
import type { Seller } from "../../../../apps/invoices/order/seller";
import { day, order, seller, smallBusiness, withoutVat } from "../samples";

const xml = (input: unknown, by: Seller = seller) => xmlOf(invoiceOf(readOrder(input, by, day), by, "RE-2026-0001", day));

describe("the XML of an invoice", () => {
  // What a document calls itself decides by which rules it is judged; the library lets another one through silently.
  test.each([
    ["zugferd", "urn:cen.eu:en16931:2017"],
    ["xrechnung", "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"],
  ])("as %s calls itself %s", async (format, guideline) => {
    const text = await xml({ ...order, format, buyer: { ...order.buyer, leitwegId: "991-33333TEST-33" } });
    expect(/<ram:GuidelineSpecifiedDocumentContextParameter>\s*<ram:ID>([^<]*)</.exec(text)?.[1]).toBe(guideline);
  });

  test("has the days as they were said, whatever the clock of the machine", async () => {
    expect((await xml(order)).match(/format="102">[0-9]{8}/g)?.map((found) => found.slice(-8))).toEqual([
      "20261130",
      "20261127",
      "20261214",
    ]);
  });

  test("of a small business names it by its tax number, and says why there is no VAT", async () => {
    const text = await xml({ ...order, lines: withoutVat }, smallBusiness);
    expect([/<ram:SpecifiedLegalOrganization>\s*<ram:ID>21\/815\/08150</.test(text), /Steuerfrei nach § 19 UStG/.test(text)]).toEqual([
      true,
      true,
    ]);
  });

  test("keeps signs that XML has a meaning for as text", async () => {
    const named = { ...order, lines: [{ ...order.lines[0], name: 'Ö & <b>"x"</b> €' }] };
    expect(await xml(named)).toContain("Ö &amp; &lt;b&gt;");
  });
});
