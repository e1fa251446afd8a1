import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { documentKinds, invoiceKind } from "../../charts/services/public/invoices/document-kinds";
import { invoicesConfig, order } from "../apps/invoices/samples";
import { describeReal } from "../support/real";
import { nameOf } from "./form-page";
import { InvoicesBed, invoicePrograms } from "./invoices-bed";
import { N8nBed } from "./n8n-bed";
import { PlayedArchive } from "./played-archive";
import { attached, readable } from "./sent-mail";

const programs = { "n8n (N8N_BIN)": process.env.N8N_BIN, ...invoicePrograms };
const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
const body = (request: string, more: object = {}) => ({ ...order, delivered: yesterday, request, ...more });

const sha256 = (content: Buffer | undefined) =>
  createHash("sha256")
    .update(content ?? "")
    .digest("hex");
/** Paperless is played; n8n, the program that makes invoices, Gotenberg, PostgreSQL and the mail server are real. */
describeReal("an invoice, in n8n itself", programs, () => {
  const invoices = new InvoicesBed();
  const bed = new N8nBed(process.env.N8N_BIN ?? "", { invoices: invoicesConfig });
  const archive = new PlayedArchive();

  beforeAll(async () => {
    await invoices.open();
    await bed.open();
    await archive.start(bed.box, bed.secret("n8n-paperless", "password"), []);
    bed.archiveUrl = archive.url;
    bed.invoicesUrl = invoices.url;
    await bed.run();
  });
  afterAll(async () => {
    await archive.stop();
    await bed.end();
    await invoices.end();
  });

  const ordered = (what: unknown, bearer = bed.secret("invoice-orders", "bearer")) => bed.said("mk360-invoice", what, bearer);
  const mailAfter = (count: number) => bed.mailAfter(count);

  test("is made, filed with its customer and kind, and mailed", async () => {
    const before = bed.mails.mails.length;
    const { status, said } = await ordered(body("order-1"));
    expect([status, said.invoice]).toEqual([200, expect.stringMatching(/^RE-20[0-9]{2}-0001$/)]);
    const mail = await mailAfter(before);
    const { [`${said.invoice}.pdf`]: pdf } = attached(mail);
    const customers = await archive.correspondents();
    expect(readable(mail)).toMatch(/To: rechnung@example\.com[\s\S]*327,25 Euro/);
    expect(pdf?.subarray(0, 5).toString()).toBe("%PDF-");
    expect(archive.uploads).toEqual([
      expect.objectContaining({
        title: `Rechnung ${said.invoice}`,
        name: `${said.invoice}.pdf`,
        correspondent: customers["Kunde AG"],
        document_type: documentKinds.findIndex(({ name }) => name === invoiceKind) + 1,
        storage_path: 1,
        sha256: sha256(pdf),
      }),
    ]);
    expect(await archive.fieldsOf(-1)).toMatchObject({ Rechnungsnummer: said.invoice, Rechnungsbetrag: "EUR327.25" });
  });

  test("that was ordered before is told again, and neither filed nor mailed twice", async () => {
    const before = [bed.mails.mails.length, archive.uploads.length];
    const { said } = await ordered(body("order-1"));
    expect([said.invoice.slice(-4), bed.mails.mails.length, archive.uploads.length]).toEqual(["0001", ...before]);
  });

  test("of a wrong order is refused with what is wrong, and nothing is filed or mailed", async () => {
    const before = [bed.mails.mails.length, archive.uploads.length];
    const { status, said } = await ordered(body("order-2", { delivered: "2026-11-31" }));
    expect([status, said.invoice, said.problems.map(({ field }: { field: string }) => field)]).toEqual([422, null, ["delivered"]]);
    expect([bed.mails.mails.length, archive.uploads.length]).toEqual(before);
  });

  test.each([
    ["nobody", ""],
    ["another token", "Bearer x"],
  ])("is made for nobody who is unknown: %s", async (_, bearer) => {
    expect((await ordered(body("order-3"), bearer)).status).toBe(403);
  });

  test("for an authority is mailed as XML alone, and filed as a PDF", async () => {
    const before = bed.mails.mails.length;
    const { said } = await ordered(body("order-4", { format: "xrechnung", buyer: { ...order.buyer, leitwegId: "991-33333TEST-33" } }));
    const parts = attached(await mailAfter(before));
    expect([Object.keys(parts), archive.uploads.at(-1)?.name]).toEqual([[`${said.invoice}.xml`], `${said.invoice}.pdf`]);
  });

  test("that could not be filed is mailed to nobody; ordered again it goes on, with the number that it has", async () => {
    const before = bed.mails.mails.length;
    await archive.stop();
    expect((await ordered(body("order-5"))).status).toBe(500);
    expect(readable(await mailAfter(before))).toContain("To: owner@mk360.de");
    await archive.again();
    const { said } = await ordered(body("order-5"));
    expect([said.invoice.slice(-4), readable(await mailAfter(before + 1)).includes("To: rechnung@example.com")]).toEqual(["0003", true]);
  });

  const filledIn: Readonly<Record<string, string>> = {
    Customer: "Kunde AG",
    "Street and number": "Kundenweg 2",
    Postcode: "20095",
    City: "Hamburg",
    "Mail address": "rechnung@example.com",
    For: "a business",
    VAT: "is charged",
    "Done or delivered on, or from": yesterday,
    Positions: "Beratung; 2,5; hour; 110,00; 19\nFahrt; 30; kilometre; 0,3; 19 %",
  };
  const form = (authorization: string) => fetch(`${bed.url}/form/mk360-invoice-form`, { headers: { authorization } });
  const submit = async (changes: Readonly<Record<string, string>> = {}) => {
    const page = await (await form(bed.formsLogin)).text();
    const data = new FormData();
    for (const [label, value] of Object.entries({ ...filledIn, ...changes })) data.set(nameOf(page, label), value);
    return fetch(`${bed.url}/form/mk360-invoice-form`, { method: "POST", headers: { authorization: bed.formsLogin }, body: data });
  };

  test.each([
    ["nobody", ""],
    ["a wrong password", `Basic ${Buffer.from("owner:x").toString("base64")}`],
  ])("has a form that %s sees", async (_, authorization) => {
    expect((await form(authorization)).status).toBe(401);
  });

  test("is made of the form, with German numbers, for the customer that is there", async () => {
    const before = bed.mails.mails.length;
    expect((await submit()).status).toBe(200);
    // (2.5 times 110, and 30 times 0.30) with 19 percent.
    expect(readable(await mailAfter(before))).toMatch(/To: rechnung@example\.com[\s\S]*337,96 Euro/);
    expect(Object.keys(await archive.correspondents())).toEqual(["Kunde AG"]);
  });

  test("of a wrong form is mailed to the owner as what is wrong: a point among the thousands is no number", async () => {
    const before = bed.mails.mails.length;
    await submit({ Positions: "Beratung; 1; hour; 1.100; 19" });
    expect(readable(await mailAfter(before))).toMatch(/To: owner@mk360\.de[\s\S]*lines\[0\]\.price: "1\.100 \(a comma before the cents/);
  });
});
