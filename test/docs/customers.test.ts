import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import customer from "../../charts/services/public/n8n/workflows/customer.json";
import form from "../../charts/services/public/n8n/workflows/customer-form.json";
import { invoicesConfig } from "../apps/invoices/samples";
import { customersConfig } from "../set-up/customers-config";
import { stackOf } from "../support/stack";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/customers.md"), "utf8");
const agreement = readFileSync(join(root, "charts/services/public/n8n/workflows/agreement.html"), "utf8");
const stack = stackOf({ invoices: invoicesConfig, customers: customersConfig });

/** What the workflow's own code says of an order. */
function read(order: unknown): { go: boolean; answer?: { problems: { field: string }[] } } {
  const { parameters } = customer.nodes.find(({ name }) => name === "Read") ?? { parameters: {} };
  const { jsCode } = parameters as { jsCode: string[] };
  const input = { first: () => ({ json: { body: order } }) };
  const [{ json }] = new Function("$input", jsCode.join("\n"))(input);
  return json;
}

describe("the page on customers", () => {
  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "");

  test("shows an order that is taken", () => {
    expect(read(example)).toMatchObject({ go: true });
  });

  test("names no field that an order does not have", () => {
    const named = [...(/More fields: ([\s\S]*?)\. The answer/.exec(page)?.[1] ?? "").matchAll(/`([a-z]+)`/g)].map(([, name = ""]) => name);
    const unknown = named.filter((name) => !read({ ...example, [name]: { country: "AT", phone: "+49 30 123456" }[name] ?? "x" }).go);
    expect([named.length > 1, unknown]).toEqual([true, []]);
  });

  test("names the addresses at which n8n takes orders", () => {
    const [{ path = "" } = {}] = customer.nodes.flatMap(({ type, parameters }) =>
      type.endsWith("webhook") ? [parameters as { path: string }] : [],
    );
    const [{ options = { path: "" } } = {}] = form.nodes.flatMap(({ type, parameters }) =>
      type.endsWith("formTrigger") ? [parameters as { options: { path: string } }] : [],
    );
    expect([page.includes(`/webhook/${path}\``), page.includes(`/form/${options.path}\``)]).toEqual([true, true]);
  });

  test("prints secrets that there are", () => {
    const printed = [...page.matchAll(/mk360 secrets export ([a-z0-9-]+) ([a-z-]+)`/g)].map(([, name = "", key = ""]) => [name, key]);
    const keys = new Map([...stack.credentials.keys()].map(({ name, keys: its }) => [name, Object.keys(its)]));
    expect(printed.map(([name = "", key = ""]) => keys.get(name)?.includes(key))).toEqual([true, true]);
  });
});

/** ../shared/facts/dsgvo.md, section 3: what a contract for data processing must hold (Art. 28 (3) GDPR), by the words that hold it. */
const required: readonly (readonly [string, RegExp])[] = [
  ["the parties", /Auftraggeber<br>[\s\S]*Auftragnehmer<br>/],
  ["subject matter", /§ 1 Gegenstand/],
  ["duration", /§ 2 Dauer/],
  ["nature and purpose", /§ 3 Art und Zweck/],
  ["type of personal data", /§ 4 Art der personenbezogenen Daten/],
  ["categories of data subjects", /§ 5 Kategorien betroffener Personen/],
  ["rights and duties of the controller", /§ 6 Rechte und Pflichten des Auftraggebers/],
  ["documented instructions, transfers included", /nur auf dokumentierte Weisung[\s\S]*Übermittlung in ein Land außerhalb/],
  ["legal obligations are told", /Verpflichtet das Recht der Union[\s\S]*teilt er\s+dem Auftraggeber diese Pflicht vorher mit/],
  ["an instruction that breaks the law", /Verstößt eine Weisung[\s\S]*unverzüglich darauf hin/],
  ["confidentiality", /zur Vertraulichkeit\s+verpflichtet hat/],
  ["professional secrets (§ 203 StGB)", /§ 203 StGB/],
  ["security (Art. 32)", /Art\. 32 DSGVO verlangt/],
  ["sub-processors: authorisation, notice, objection", /genehmigt allgemein[\s\S]*\{\{noticeDays\}\} Tage[\s\S]*Einspruch/],
  ["sub-processors: the same duties, and liability", /dieselben Datenschutzpflichten[\s\S]*haftet der Auftragnehmer/],
  ["help with data subjects' requests", /Art\. 12 bis 22 DSGVO/],
  ["help with Art. 32 to 36", /Art\. 32 bis 36 DSGVO/],
  ["a breach", /unverzüglich,\s+spätestens innerhalb von \{\{breachHours\}\} Stunden/],
  ["deletion or return by the controller's choice, copies included", /nach Wahl des Auftraggebers[\s\S]*alle Kopien/],
  ["proof and audits", /Überprüfungen, auch vor Ort/],
  ["electronic form", /Art\. 28 Abs\. 9 DSGVO/],
  ["annexes", /Anlage A: [\s\S]*Anlage B: [\s\S]*Anlage C: [\s\S]*Anlage D: /],
];

describe("the contract for data processing", () => {
  test.each(required)("holds %s", (_, words) => {
    expect(agreement).toMatch(words);
  });

  test("says of copies what the backups keep", () => {
    const { keepDaily, copyWeekly, copyMonthly, check } = stack.config.backup;
    const words = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"];
    for (const [count, after] of [
      [keepDaily, "Tage aufbewahrt"],
      [copyWeekly.keepWeeks, "Wochen"],
      [copyMonthly.keepMonths, "Monate"],
      [check.parts, "Wochen"],
    ] as const)
      expect(agreement).toMatch(new RegExp(`${words[count]}\\s+${after}`));
  });
});
