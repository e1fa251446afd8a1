import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { order } from "../apps/invoices/samples";
import { describeReal } from "../support/real";
import { InvoicesBed, invoicePrograms } from "./invoices-bed";
import { mustang, phive } from "./judges/judges";

const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
const lastWeek = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10);
const year = new Intl.DateTimeFormat("en", { timeZone: "Europe/Berlin", year: "numeric" }).format(new Date());

const [line] = order.lines;
const { vat: _, ...free } = line as NonNullable<typeof line>;
const base = { ...order, delivered: yesterday };
const authority = { ...base, format: "xrechnung", buyer: { ...order.buyer, leitwegId: "04011000-1234512345-06", contact: "Frau Ä" } };

/** What invoices are made of, one of each kind; the traps are those of ../shared/facts/einvoice-real.md, 6 and 7. */
const kinds: Readonly<Record<string, object>> = {
  plain: base,
  "two-rates": { ...base, lines: [line, { ...line, vat: "7", quantity: "3", price: "19.99" }] },
  thirds: { ...base, lines: [1, 2, 3].map(() => ({ ...line, quantity: "0.333", price: "3.33" })) },
  period: { ...base, delivered: { from: lastWeek, to: yesterday }, order: "PO-4711", note: "Vielen Dank für Ihren Auftrag." },
  "taken-back": { ...base, lines: [line, { ...line, quantity: "-1", price: "50" }] },
  "corrects-the-first": { ...base, corrects: `RE-${year}-0001`, lines: [{ ...line, quantity: "-2.5" }] },
  "odd-signs": { ...base, lines: [{ ...line, name: 'Ölwechsel & "Prüfung" <1>', description: "für Straße 5 – 10 €, 20 % ' ` $" }] },
  "every-unit": { ...base, lines: ["piece", "hour", "day", "month", "flat", "kilometre"].map((unit) => ({ ...line, unit })) },
  "many-lines": {
    ...base,
    lines: Array.from({ length: 200 }, (_each, at) => ({ ...line, name: `Position ${at + 1}`, price: `${at}.37` })),
  },
  "reverse-charge": {
    ...base,
    treatment: "reverse-charge",
    lines: [free],
    buyer: { ...order.buyer, country: "AT", postcode: "1010", city: "Wien", vatId: "ATU13585627" },
  },
  authority,
  "authority-corrected": { ...authority, corrects: `RE-${year}-0001`, lines: [{ ...line, quantity: "-1" }] },
  "authority-two-rates": { ...authority, order: "B-1", lines: [line, { ...line, vat: "7" }] },
};
const ofSmallBusiness: Readonly<Record<string, object>> = {
  "small-business": { ...base, lines: [free] },
  "small-business-authority": { ...authority, lines: [free] },
};

// biome-ignore lint/suspicious/noExplicitAny: what the program answers is what the test asks about
const json = async (answer: Response): Promise<any> => answer.json();

describeReal("invoices, by the real Gotenberg, PostgreSQL, and the judges of others", invoicePrograms, () => {
  const bed = new InvoicesBed();
  const small = new InvoicesBed({ smallBusiness: true, vatId: undefined, taxNumber: "21/815/08150" } as never);
  const files: Record<string, { pdf: string; xml: string }> = {};

  beforeAll(async () => {
    await bed.open();
    await small.open();
    for (const [at, of] of [
      [bed, kinds],
      [small, ofSmallBusiness],
    ] as const)
      for (const [name, body] of Object.entries(of)) {
        const answer = await at.order({ ...body, request: `kind-${name}` });
        if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
        const { number } = await json(answer);
        files[name] = {
          pdf: await at.fetched(number, `${number}.pdf`, `${name}.pdf`),
          xml: await at.fetched(number, `${number}.xml`, `${name}.xml`),
        };
      }
  });
  afterAll(async () => {
    await bed.end();
    await small.end();
  });

  const all = [...Object.keys(kinds), ...Object.keys(ofSmallBusiness)];

  describe("of each kind", () => {
    let byMustang: Readonly<Record<string, readonly string[]>>;
    let byPhive: Readonly<Record<string, readonly string[]>>;
    beforeAll(async () => {
      const made = all.map((name) => files[name] as { pdf: string; xml: string });
      byMustang = await mustang(made.flatMap(({ pdf, xml }) => [pdf, xml]));
      byPhive = await phive(made.map(({ xml }) => xml));
    });

    test.each(all)("%s: Mustang takes the PDF, as PDF/A-3 and as what it holds, and the XML", (name) => {
      const { pdf = "", xml = "" } = files[name] ?? {};
      expect([byMustang[pdf], byMustang[xml]]).toEqual([[], []]);
    });

    test.each(all)("%s: both sets of CEN's rules take it, and XRechnung's where it is one", (name) => {
      expect(byPhive[files[name]?.xml ?? ""]).toEqual([]);
    });

    test.each(all)("%s: what the PDF holds is the XML, to the byte", (name) => {
      const { pdf = "", xml = "" } = files[name] ?? {};
      const [attached = ""] = execFileSync("qpdf", ["--list-attachments", pdf], { encoding: "utf8" }).split(" ");
      expect(execFileSync("qpdf", [`--show-attachment=${attached}`, pdf]).equals(readFileSync(xml))).toBe(true);
    });
  });

  test("are refused by the judges when a sum is another one", async () => {
    const wrong = bed.box.file("wrong.xml", readFileSync(files.plain?.xml ?? "", "utf8").replaceAll("327.25", "328.25"));
    const [byMustang, byPhive] = [await mustang([wrong]), await phive([wrong])];
    expect([byMustang[wrong]?.length, byPhive[wrong]?.length].every((count) => (count ?? 0) > 0)).toBe(true);
  });

  const numbers = async (answers: readonly Response[]) =>
    (await Promise.all(answers.map(json))).map(({ number }) => Number(number.slice(-4)));
  const next = async () => (await numbers([await bed.order({ ...base, request: `next-${Math.random()}` })]))[0] ?? 0;

  test("have numbers of their year without a gap, also when they are asked for at once", async () => {
    const first = await next();
    const taken = await numbers(await Promise.all([1, 2, 3, 4].map((at) => bed.order({ ...base, request: `at-once-${first}-${at}` }))));
    expect(taken.sort((one, other) => one - other)).toEqual([1, 2, 3, 4].map((more) => first + more));
  });

  test("have the number that config.yaml begins with, and the prefix", async () => {
    const { number } = await json(await small.order({ ...ofSmallBusiness["small-business"], request: "kind-small-business" }));
    expect(number).toBe(`RE-${year}-0001`);
  });

  test("are the same when the same order comes again, also many at once", async () => {
    const before = await next();
    const again = await numbers(await Promise.all([1, 2, 3].map(() => bed.order({ ...base, request: `again-${before}` }))));
    expect([again, await next()]).toEqual([[before + 1, before + 1, before + 1], before + 2]);
  });

  test("of another order under the same name are refused, with the number that the first one has", async () => {
    const answer = await bed.order({ ...base, request: "kind-plain", note: "another" });
    expect([answer.status, (await json(answer)).detail]).toEqual([
      422,
      expect.stringContaining(`RE-${year}-0001 was made for another one`),
    ]);
  });

  test("correct none that was never made", async () => {
    const answer = await bed.order({ ...base, request: "corrects-nothing", corrects: `RE-${year}-9999` });
    expect([answer.status, (await json(answer)).problems.map(({ field }: { field: string }) => field)]).toEqual([422, ["corrects"]]);
  });

  test("that are refused take no number", async () => {
    const before = await next();
    expect((await bed.order({ ...base, request: "refused-1", delivered: "2026-11-31" })).status).toBe(422);
    expect(await next()).toBe(before + 1);
  });

  test("take no number when the program is killed while Gotenberg draws the page", async () => {
    const before = await next();
    bed.stopGotenberg();
    const lost = bed.order({ ...base, request: `killed-${before}` }).catch(() => undefined);
    await eventually("the order holds its number", 20, async () =>
      bed.query("select count(*) from pg_locks where locktype = 'transactionid' and granted").stdout.trim() === "0" ? ["not yet"] : [],
    );
    await bed.kill();
    await lost;
    bed.continueGotenberg();
    await bed.start();
    const [retried] = await numbers([await bed.order({ ...base, request: `killed-${before}` })]);
    expect([retried, await next()]).toEqual([before + 1, before + 2]);
  });

  test.each(["update invoices set number = 'x'", "delete from documents", "truncate invoices cascade"])("stay as they were: %s", (sql) => {
    expect(bed.query(sql).code).not.toBe(0);
  });

  test("count anew in another year, and from the given number in the first of all", () => {
    const take = readFileSync("apps/invoices/ledger/take-number.sql", "utf8");
    const ask = (of: string, first: string) => take.replaceAll("$1", of).replaceAll("$2", first);
    const { stdout } = bed.query(
      `begin; ${ask("2031", "40")} ${ask("2031", "40")} delete from counters; ${ask("2032", "40")} ${ask("2033", "40")} rollback;`,
    );
    expect(stdout.trim().split("\n")).toEqual(["1", "2", "40", "1"]);
  });
});
