import { describe, expect, test } from "@jest/globals";
import { type SecretsDocument, secretsJson } from "../../charts/facts/secrets";
import { originWords } from "../../charts/pages/secrets/origin-words";
import { secretsPage } from "../../charts/pages/secrets/secrets-page";
import { sectionOf, stack, tablesOf } from "./pages";

const text = secretsPage(stack);
const document = JSON.parse(secretsJson(stack)) as SecretsDocument;
const credentials = [...stack.credentials];
const keys = credentials.flatMap(([{ name, keys }]) => Object.entries(keys).map(([key, origin]) => [name, key, origin] as const));

describe("secrets.md", () => {
  test.each(credentials.map(([{ name, purpose }, namespaces]) => [name, purpose, namespaces.join(", ")]))(
    "%s: %s, read in %s",
    (name, purpose, readers) => {
      const row = tablesOf(sectionOf(text, "## Credentials"))
        .flat()
        .find(([first]) => first === `\`${name}\``);
      expect(row?.slice(1, 3)).toEqual([purpose, readers]);
    },
  );

  test.each(keys)("says how %s/%s comes to be", (name, key, origin) => {
    expect(tablesOf(sectionOf(text, "## Keys")).flat()).toContainEqual([`\`${name}\``, `\`${key}\``, originWords(origin)]);
  });

  test("tells the owner what to enter and what does not work without it", () => {
    const given = keys.flatMap(([name, key, origin]) =>
      origin.kind === "given" ? [[`\`${name}\``, `\`${key}\``, origin.what, origin.without]] : [],
    );
    expect(tablesOf(sectionOf(text, "## What only you know")).flat().slice(2)).toEqual(given);
  });
});

describe("secrets.json", () => {
  test("holds every credential with its readers and origins", () => {
    expect(document.credentials).toEqual(
      credentials.map(([{ name, purpose, keys }, namespaces]) => ({ name, purpose, namespaces: [...namespaces], keys })),
    );
  });
});
