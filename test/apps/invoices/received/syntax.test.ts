import { describe, expect, test } from "@jest/globals";
import { parsed } from "../../../../apps/invoices/received/syntax";

const ubl = "urn:oasis:names:specification:ubl:schema:xsd";

describe("an XML document", () => {
  test.each([
    ["CII", '<x:CrossIndustryInvoice xmlns:x="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>', "CrossIndustryInvoice"],
    ["UBL", `<Invoice xmlns="${ubl}:Invoice-2"/>`, "Invoice"],
    ["UBL", `<CreditNote xmlns="${ubl}:CreditNote-2"/>`, "CreditNote"],
  ])("is an invoice in %s by its outermost element, not by its prefix", async (syntax, xml, root) => {
    expect(await parsed(xml)).toMatchObject({ syntax, root });
  });

  test.each([
    ["an order", `<Order xmlns="${ubl}:Order-2"/>`, /keine Rechnung nach EN 16931, sondern .*Order/],
    ["an invoice's name alone", "<Invoice/>", /keine Rechnung/],
    ["ZUGFeRD 1.0", '<r:CrossIndustryDocument xmlns:r="urn:ferd:CrossIndustryDocument:invoice:1p0"/>', /ZUGFeRD 1\.0/],
    ["broken", "<a><b></a>", /kein XML/],
    ["nothing", " ", /sondern leer/],
  ])("is refused as %s", async (_, xml, reason) => {
    await expect(parsed(xml)).rejects.toThrow(reason);
  });
});
