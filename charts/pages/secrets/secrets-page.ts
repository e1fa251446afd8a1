import type { Credential, Origin } from "../../model/access/credential";
import type { Stack } from "../../model/stack";
import { code, page, table } from "../markdown";
import { originWords } from "./origin-words";

interface Key {
  readonly credential: Credential;
  readonly key: string;
  readonly origin: Origin;
}

/** Every secret: what it opens, who reads it, how it comes to be. No value stands here. */
export function secretsPage(stack: Stack): string {
  const credentials = [...stack.credentials];
  const keys = credentials.flatMap(([credential]) => keysOf(credential));
  return page(
    "Secrets",
    "A credential has one name and one value. Each namespace that reads it has a Secret of that name. `npx mk360 secrets init` makes all of them. No value stands on this page or in Git in the clear; `secrets.json` holds the same as data.",
    "## What only you know",
    givenTable(keys),
    "## Credentials",
    table(
      ["credential", "what it does", "namespaces that read it", "keys"],
      credentials.map(([credential, namespaces]) => [
        code(credential.name),
        credential.purpose,
        namespaces.join(", "),
        Object.keys(credential.keys).map(code).join(", "),
      ]),
    ),
    "## Keys",
    table(
      ["credential", "key", "how it comes to be"],
      keys.map(({ credential, key, origin }) => [code(credential.name), code(key), originWords(origin)]),
    ),
  );
}

function keysOf(credential: Credential): Key[] {
  return Object.entries(credential.keys).map(([key, origin]) => ({ credential, key, origin }));
}

function givenTable(keys: readonly Key[]): string {
  const rows = keys.flatMap(({ credential, key, origin }) =>
    origin.kind === "given" ? [[code(credential.name), code(key), origin.what, origin.without]] : [],
  );
  if (rows.length === 0) return "Nothing: every value is made by itself.";
  return ["All else is made by itself.", table(["credential", "key", "what to enter", "without it"], rows)].join("\n\n");
}
