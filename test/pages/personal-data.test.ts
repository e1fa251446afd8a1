import { expect, test } from "@jest/globals";
import { personalDataPage } from "../../charts/pages/personal-data-page";
import { sectionOf, stack, tablesOf } from "./pages";

const text = personalDataPage(stack);
const entries = stack.services.flatMap(({ name, personalData }) => personalData.map((data) => [name, data.what, data] as const));

test("every note of a service stands on the page, with whose, what for and how long", () => {
  const rows = tablesOf(text)
    .flat()
    .map((row) => row.join(" | "));
  expect(rows).toEqual(
    expect.arrayContaining(entries.map(([name, what, { whose, purpose, kept }]) => [name, whose, what, purpose, `${kept}`].join(" | "))),
  );
});

test("every service stands on the page, with data or without", () => {
  const silent = sectionOf(text, "## Dienste ohne eigene Angaben");
  const missing = stack.services.filter(({ name, personalData }) => personalData.length === 0 && !silent.includes(name));
  expect(missing).toEqual([]);
});

test("the protection is that of the very service", () => {
  const protection = (service: string) =>
    tablesOf(sectionOf(text, "## Wo sie liegen und wie sie geschützt sind"))
      .flat()
      .find(([name]) => name === service)?.[3];
  expect(protection("vaultwarden-private")).toMatch(/^nur aus dem WireGuard-Netz erreichbar/);
  expect(protection("n8n")).toMatch(/Verbindung zur Datenbank mit TLS/);
});
