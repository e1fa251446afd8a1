import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { stack } from "./pages";

const root = join(__dirname, "../..");

/** Texts of a source outside of the calls that hold a name against the catalogue. */
function textsOf(source: string): string[] {
  const checked = source.replaceAll(/\b(named|runs)\("[^"]*"\)/g, "").replaceAll(/^(import|export) .* from .*$/gm, "");
  return [...checked.matchAll(/"[^"\n]*"|`[^`]*`/g)].map(([text]) => text);
}

/** Names that no other word is: with a hyphen, and not a network's or a machine's. */
const names = [...stack.catalogue.services, ...stack.jobs].map(({ name }) => name).filter((name) => name.includes("-"));
const bare = (text: string) => names.filter((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text));

const sources = ["charts/pages", "charts/facts", "charts/kit", "charts/output", "cli"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    // What a command shows as an example is looked at below.
    .filter((path) => path.endsWith(".ts") && !path.startsWith("commands/"))
    .map((path) => `${folder}/${path}`),
);

test("a name that is written without being held against the catalogue is found", () => {
  expect(textsOf('say(named("rest-server"), "forget-private writes")').flatMap(bare)).toEqual(["forget-private"]);
  expect(sources.length).toBeGreaterThan(100);
});

test.each(sources)("%s writes no name of a service or a job that nothing checks", (path) => {
  expect(textsOf(readFileSync(join(root, path), "utf8")).flatMap(bare)).toEqual([]);
});

const shown = [
  ...readdirSync(join(root, "cli/commands")).map((name) => `cli/commands/${name}`),
  ...["README.md", "CONTRIBUTING.md", "docs/getting-started.md", "docs/hyper-backup.md"],
].map((path) => [path, readFileSync(join(root, path), "utf8")] as const);
const wordsAfter = (command: RegExp) =>
  shown.flatMap(([path, text]) =>
    [...text.matchAll(command)].flatMap(([, words = ""]) => words.split(" ").map((word) => [word, path] as const)),
  );

test.each(wordsAfter(/mk360 (?:explain|network) ([a-z][a-z0-9/-]*(?: [a-z][a-z0-9-]*)?)(?= {2}|[`\n|]| --| +#)/g))(
  "%s, an end in an example of %s, is there",
  (word) => {
    const known = [...stack.catalogue.services, ...stack.jobs].flatMap(({ name, namespace }) => [name, `${namespace.name}/${name}`]);
    expect([...known, "internet"]).toContain(word);
  },
);

test.each(wordsAfter(/mk360 secrets (?:rotate|renew) ([a-z][a-z0-9-]*)/g))("%s, a secret in an example of %s, is there", (word) => {
  expect([...stack.credentials.keys()].map(({ name }) => name)).toContain(word);
});
