import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "@jest/globals";

const root = join(__dirname, "../..");
/** The one that looks at the owner's own values, and this one with its examples. */
const owners = ["test/owner/config.test.ts", "test/owner/fixtures.test.ts"];

/** What the owner writes, and what a synth makes of it, named from a test or a measurement: by a way up, or from where jest starts. */
const reads =
  /(loadConfig|readFileSync|readStateLock|readGenerations|cpSync|copyFileSync)\(\s*("(config\.yaml|state\.lock\.yaml|dist|generated)|join\((root|__dirname|import\.meta\.dirname), "(\.\.\/)*(config\.yaml|state\.lock\.yaml|dist|generated|secrets)\b)/;

const readers = (text: string) => reads.test(text.replaceAll(/\s+/g, " "));

const files = ["test", "bench"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|cjs)$/.test(entry.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name))),
);

describe("tests and measurements run on fixtures", () => {
  test("nothing but the check of the owner's own values reads config.yaml or what was made of it", () => {
    expect(files.filter((file) => !owners.includes(file) && readers(readFileSync(join(root, file), "utf8")))).toEqual([]);
  });

  test.each([
    'const config = loadConfig("config.yaml");',
    'readFileSync(join(__dirname, "../../config.yaml"), "utf8")',
    'cpSync(join(root, "config.yaml"), here)',
    'readFileSync(join(root, "generated/docs/network.json"), "utf8")',
    'readStateLock("state.lock.yaml")',
  ])("a reader is noticed: %s", (line) => {
    expect(readers(line)).toBe(true);
  });
});
