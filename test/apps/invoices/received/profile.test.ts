import { describe, expect, test } from "@jest/globals";
import { profileOf } from "../../../../apps/invoices/received/profile";

const en = "urn:cen.eu:en16931:2017";
const inPdf = (id: string) => profileOf(id, { syntax: "CII" }, { kind: "pdf" });

describe("the rules of an invoice", () => {
  test.each([
    [`${en}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0`, "XRechnung 3.0", ["cen", "xrechnung"]],
    [`${en}#compliant#urn:xoev-de:kosit:standard:xrechnung_2.3`, "XRechnung 2.3", ["cen", "xrechnung"]],
    [en, "EN 16931", ["cen", "zugferd-en16931"]],
    [`${en}#compliant#urn:factur-x.eu:1p0:basic`, "ZUGFeRD BASIC", ["cen", "zugferd-basic"]],
    [`${en}#conformant#urn:factur-x.eu:1p0:extended`, "ZUGFeRD EXTENDED", ["zugferd-extended"]],
  ])("of profile %s are those of CEN beside its own", (id, name, rules) => {
    expect(inPdf(id)).toMatchObject({ name, rules });
  });

  test("of EN 16931 as data alone are CEN's, in its own syntax", () => {
    expect(profileOf(en, { syntax: "UBL" }, { kind: "xml" })).toEqual({ name: "EN 16931", rules: ["cen-ubl"] });
  });

  test("of EXTENDED are no rules for UBL, which that profile does not know", () => {
    const { rules, remark } = profileOf(`${en}#conformant#urn:factur-x.eu:1p0:extended`, { syntax: "UBL" }, { kind: "xml" });
    expect([rules, remark]).toEqual([["cen-ubl"], expect.stringContaining("nicht bekannt")]);
  });

  test.each(["minimum", "basicwl"])("do not matter for %s, which is no invoice", (profile) => {
    expect(inPdf(`urn:factur-x.eu:1p0:${profile}`).fault).toMatch(/keine E-Rechnung/);
  });

  test("of a profile that nobody knows are CEN's, and it is told", () => {
    expect(inPdf("urn:example:mine")).toMatchObject({ rules: ["cen"], remark: expect.stringContaining("nicht bekannt") });
  });
});
