import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const [promisesPart = "", nothingPart = ""] = read("docs/promises.md")
  .slice(read("docs/promises.md").indexOf("\n## "))
  .split("\n## What promises nothing\n");

/** Each promise with its proofs, as the page lists them. */
const promises = itemsOf(promisesPart).map((item) => {
  const [promise = "", ...proofs] = item.split(/ - (?=`[^`]+`: )/);
  return { promise, proofs: proofs.map((proof) => /^`([^`]+)`: (.*)$/.exec(proof)?.slice(1) ?? [proof, ""]) };
});
const listed = [...promises.map(({ promise }) => promise), ...itemsOf(nothingPart)];

/** The entries of a list, each in one line. */
function itemsOf(part: string): string[] {
  const items = `\n${part}`.split(/\n- /).slice(1);
  return items.map((item) => (item.split("\n\n")[0] ?? "").replace(/\s+/g, " ").trim());
}

/** What README.md says before it compares: its sentences, and its rows by their first two cells. */
function sentencesOf(text: string): string[] {
  const blocks = text
    .slice(0, text.indexOf("\n## Compared with"))
    .trim()
    .split(/\n{2,}/);
  return blocks.flatMap((block) => {
    if (/^(#| {4})/.test(block)) return [];
    if (block.startsWith("|")) return block.split("\n").slice(2).map(rowOf);
    const paragraphs = block.startsWith("- ") ? block.slice(2).split("\n- ") : [block];
    return paragraphs.flatMap((paragraph) =>
      paragraph
        .replace(/\s+/g, " ")
        .trim()
        .split(/(?<=[.!?]) (?=[A-Z`*])/),
    );
  });
}

function rowOf(line: string): string {
  const [, name = "", says = ""] = line.split("|").map((cell) => cell.trim());
  return `${name}: ${says}`;
}

describe("docs/promises.md", () => {
  test("has each sentence of README.md once, and no other", () => {
    expect([...listed].sort()).toEqual(sentencesOf(read("README.md")).sort());
  });

  test.each(promises.map(({ promise, proofs }) => [promise, proofs] as const))("%s", (_, proofs) => {
    expect(proofs.length).toBeGreaterThan(0);
    const gone = proofs.filter(
      ([file = "", name = ""]) => !existsSync(join(root, file)) || !names(file).some((text) => text.includes(name)),
    );
    expect(gone).toEqual([]);
  });

  test("a title that no test has any more is noticed", () => {
    expect(names("test/docs/promises.test.ts")).toContain("a title that no test has any more is noticed");
    expect(names("test/docs/promises.test.ts").some((text) => text.includes(["another", "title"].join(" ")))).toBe(false);
  });
});

/** The titles of a test file, as they stand in it; of any other file its lines. */
function names(file: string): string[] {
  const text = read(file);
  if (!file.endsWith(".test.ts")) return text.split("\n");
  const titles = text.matchAll(/\b(?:test|describe\w*)(?:\.each)?\b[^"`]*?\(\s*("(?:[^"\\]|\\.)*"|`[^`]*`)/g);
  const ofTables = text.matchAll(/\)\(\s*("(?:[^"\\]|\\.)*"|`[^`]*`),/g);
  return [...titles, ...ofTables].map(([, title = ""]) => title.slice(1, -1));
}
