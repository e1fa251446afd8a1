import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { written } from "../apps/invoices/written";
import { describeReal } from "../support/real";
import { emptyPage } from "./empty-page";
import { InvoicesBed, invoicePrograms } from "./invoices-bed";
import { phive } from "./judges/judges";

interface Said {
  readonly electronic: boolean;
  readonly sound: boolean;
  readonly alone: boolean;
  readonly note: string;
}

/** What another library writes, of each syntax and each kind of rules. */
const kinds: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  CII: () => written("CII"),
  UBL: () => written("UBL"),
  "UBL credit note": () => written("UBL", { type: 381 }),
  "XRechnung in CII": () => written("XRECHNUNG-CII"),
  "XRechnung in UBL": () => written("XRECHNUNG-UBL"),
};

/** What programs get wrong, in each syntax: what stands there, and what is written instead. */
const mistakes: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  "no number": [
    [/(<rsm:ExchangedDocument>\s*)<ram:ID>[^<]*<\/ram:ID>/, "$1"],
    [/<cbc:ID>RE-1<\/cbc:ID>/, ""],
  ],
  "another sum": [
    [/(<ram:GrandTotalAmount[^>]*>)[^<]*/, "$1400.00"],
    [/(<cbc:TaxInclusiveAmount[^>]*>)[^<]*/, "$1400.00"],
  ],
  "a currency that is none": [
    [/(<ram:InvoiceCurrencyCode>)EUR/, "$1EURO"],
    [/(<cbc:DocumentCurrencyCode>)EUR/, "$1EURO"],
  ],
  "a VAT of no kind": [
    [/<ram:CategoryCode>S</g, "<ram:CategoryCode>Q<"],
    [/(<cac:TaxCategory>\s*<cbc:ID>)S</g, "$1Q<"],
  ],
  "a price below zero": [
    [/(<ram:NetPriceProductTradePrice>\s*<ram:ChargeAmount[^>]*>)/, "$1-"],
    [/(<cbc:PriceAmount[^>]*>)/, "$1-"],
  ],
  "no name of the seller": [
    [/(<ram:SellerTradeParty>[\s\S]*?)<ram:Name>[^<]*<\/ram:Name>/, "$1"],
    [/(<cac:AccountingSupplierParty>[\s\S]*?)<cbc:RegistrationName>[^<]*<\/cbc:RegistrationName>/, "$1"],
  ],
};

describeReal("invoices of others, by the program itself and the judges", invoicePrograms, () => {
  const bed = new InvoicesBed();
  beforeAll(() => bed.open());
  afterAll(() => bed.end());

  const said = async (file: Uint8Array): Promise<Said> => {
    const answer = await bed.receive(file);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
    return JSON.parse(text) as Said;
  };

  describe("by the rules of their formats", () => {
    const files: Record<string, { content: Uint8Array; path: string }> = {};
    let judged: Readonly<Record<string, readonly string[]>>;
    beforeAll(async () => {
      for (const [kind, write] of Object.entries(kinds)) {
        const sound = new TextDecoder().decode(await write());
        const variants = Object.entries(mistakes).flatMap(([mistake, ways]) => {
          const changed = ways.map(([there, instead]) => sound.replace(there, instead)).find((text) => text !== sound);
          return changed === undefined ? [] : [[`${kind}, ${mistake}`, changed] as const];
        });
        for (const [name, text] of [[kind, sound] as const, ...variants])
          files[name] = { content: new TextEncoder().encode(text), path: bed.box.file(`${name.replaceAll(/\W/g, "-")}.xml`, text) };
      }
      judged = await phive(Object.values(files).map(({ path }) => path));
    });

    test.each(Object.keys(kinds))("%s is in order, as the judges say", async (kind) => {
      const { content, path } = files[kind] ?? { content: new Uint8Array(), path: "" };
      expect([judged[path], await said(content)]).toEqual([[], expect.objectContaining({ electronic: true, sound: true, alone: true })]);
    });

    test.each(Object.keys(kinds).flatMap((kind) => Object.keys(mistakes).map((mistake) => [kind, mistake] as const)))(
      "%s with %s is not, as the judges say",
      async (kind, mistake) => {
        const { content, path } = files[`${kind}, ${mistake}`] ?? { content: new Uint8Array(), path: "" };
        expect([(judged[path]?.length ?? 0) > 0, (await said(content)).sound]).toEqual([true, false]);
      },
    );
  });

  // The library's BASIC lacks the price of a line, and its MINIMUM is no invoice (../shared/facts/einvoice-real.md, 6).
  test.each([
    ["Factur-X-EN16931", true, /Profil EN 16931 \(CII, in der PDF-Datei\)/],
    ["Factur-X-Extended", true, /Profil ZUGFeRD EXTENDED/],
    ["Factur-X-XRechnung", true, /Profil XRechnung 3\.0/],
    ["Factur-X-Basic", false, /Profil ZUGFeRD BASIC \(/],
    ["Factur-X-Minimum", false, /keine E-Rechnung nach EN 16931/],
  ])("in a PDF are judged by the rules of their profile: %s", async (format, sound, note) => {
    expect(await said(await written(format, { pdf: await emptyPage() }))).toMatchObject({
      sound,
      alone: false,
      note: expect.stringMatching(note),
    });
  });

  // 31 November passes every rule of CII (../shared/facts/einvoice-real.md, 6).
  test("with a day that no calendar has are not in order, whatever the rules say", async () => {
    const text = new TextDecoder().decode(await written("CII")).replaceAll("20261130", "20261131");
    const { sound, note } = await said(new TextEncoder().encode(text));
    expect([sound, note]).toEqual([false, expect.stringContaining('IssueDateTime: "20261131" ist kein Tag des Kalenders.')]);
  });

  test("that are a page alone are none, and it is said", async () => {
    expect(await said(await emptyPage())).toMatchObject({ electronic: false, sound: true, alone: false });
  });

  test.each([
    ["no file", ""],
    ["a file of something else", "PK"],
    ["an order", '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'],
  ])("that are %s are refused with the reason", async (_, text) => {
    const answer = await bed.receive(new TextEncoder().encode(text));
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([422, expect.stringMatching(/\.$/)]);
  });

  test("do not hold up the invoices that are made here meanwhile", async () => {
    const text = new TextDecoder().decode(await written("UBL"));
    const [line = ""] = /<cac:InvoiceLine>[\s\S]*?<\/cac:InvoiceLine>/.exec(text) ?? [];
    const many = text.replace(line, Array.from({ length: 1200 }, (_each, at) => line.replace("<cbc:ID>1<", `<cbc:ID>${at + 1}<`)).join(""));
    const first = await Promise.race([
      said(new TextEncoder().encode(many)).then(() => "judged"),
      fetch(`${bed.url}/health`).then(() => "well"),
    ]);
    expect(first).toBe("well");
  });

  describe("that are data alone", () => {
    const page = async (file: Uint8Array, name = "rechnung.xml") => {
      const answer = await bed.receive(file, `/page?name=${encodeURIComponent(name)}`);
      return { status: answer.status, name: answer.headers.get("content-disposition"), content: Buffer.from(await answer.arrayBuffer()) };
    };

    test.each(Object.entries(kinds))(
      "become a page on which people read them, and which holds them to the byte: %s",
      async (kind, write) => {
        const file = await write();
        const { status, name, content } = await page(file);
        const pdf = bed.box.file(`page-${kind.replaceAll(" ", "-")}.pdf`, content);
        const text = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
        expect([status, name]).toEqual([200, "attachment; filename=rechnung.pdf"]);
        for (const shown of ["Muster & Söhne GmbH", "RE-1", "Beratung", "327,25"]) expect(text).toContain(shown);
        expect(execFileSync("qpdf", ["--show-attachment=rechnung.xml", pdf]).equals(Buffer.from(file))).toBe(true);
      },
    );

    test("become the same page again, so that Paperless knows it", async () => {
      const file = await written("UBL");
      const [one, other] = [await page(file), await page(file)];
      expect(one.content.equals(other.content)).toBe(true);
    });

    test("become their text where they cannot be shown", async () => {
      const text = new TextDecoder()
        .decode(await written("CII"))
        .replace(/<ram:TypeCode>380<\/ram:TypeCode>/, "<ram:TypeCode>380</ram:TypeCode><ram:TypeCode>381</ram:TypeCode>");
      const { content } = await page(new TextEncoder().encode(text));
      expect(execFileSync("pdftotext", [bed.box.file("text.pdf", content), "-"], { encoding: "utf8" })).toMatch(
        /Muster & Söhne GmbH|Muster &amp; Söhne GmbH/,
      );
    });

    test("keep a name that every system takes, whatever they were called", async () => {
      expect((await page(await written("UBL"), "../../Rechnung Nr. 5.xml")).name).toMatch(/filename=[A-Za-z0-9][A-Za-z0-9._-]*\.pdf$/);
    });
  });
});
