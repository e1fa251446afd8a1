import { describe, expect, test } from "@jest/globals";
import { originWords } from "../../charts/pages/secrets/origin-words";
import { secretsPage } from "../../charts/pages/secrets/secrets-page";
import { sectionOf, stack, tablesOf } from "./pages";

const text = secretsPage(stack);
const credentials = [...stack.credentials];
const keys = credentials.flatMap(([{ name, keys }]) => Object.entries(keys).map(([key, origin]) => [name, key, origin] as const));
/** The rows of a section below the head of its table. */
const rows = (heading: string) => tablesOf(sectionOf(text, heading)).flat().slice(2);

describe("secrets.md", () => {
  test("has a row for each credential: what for, and read where", () => {
    expect(rows("## Credentials").map((row) => row.slice(0, 3))).toEqual(
      credentials.map(([{ name, purpose }, namespaces]) => [`\`${name}\``, purpose, namespaces.join(", ")]),
    );
  });

  test("has a row for each key of each credential", () => {
    expect(rows("## Keys")).toEqual(keys.map(([name, key, origin]) => [`\`${name}\``, `\`${key}\``, originWords(origin)]));
  });

  test.each([
    ["a text that is no secret", "adguard-login", "username", "`admin`, no secret"],
    ["a random value", "adguard-login", "password", "24 random letters and digits"],
    ["a hash of another key", "adguard-login", "password-hash", "bcrypt hash of `password`"],
    ["the internal authority", "internal-ca", "ca.crt", "certificate of the internal authority"],
  ])("says how %s comes to be", (_, name, key, words) => {
    expect(rows("## Keys")).toContainEqual([`\`${name}\``, `\`${key}\``, words]);
  });

  test("tells the owner what to enter and what does not work without it", () => {
    const given = keys.flatMap(([name, key, origin]) =>
      origin.kind === "given" ? [[`\`${name}\``, `\`${key}\``, origin.what, origin.without]] : [],
    );
    expect(rows("## What only you know")).toEqual(given);
  });
});
