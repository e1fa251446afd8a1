import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { namespaces } from "../../charts/model/network/network";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const readme = read("README.md");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
/** The lines of the drawing, which begins with the internet and ends with the last box. */
const picture = /^ +internet [\s\S]*?└─+┘\n {4}┌[\s\S]*?└─+┘|^ +internet [\s\S]*┘$/m.exec(readme)?.[0].split("\n") ?? [];

describe("the picture", () => {
  test("has boxes whose sides stand below each other", () => {
    const sides = picture.filter((line) => /^ {4}[┌│└]/.test(line)).map((line) => [line.search(/[┌│└]/), line.length]);
    expect(sides.length).toBeGreaterThan(10);
    expect(new Set(sides.map(String)).size).toBe(1);
  });

  test("has lines that end at a box or an arrow, not beside one", () => {
    const free = picture.flatMap((line, row) =>
      /^ {4}[┌│└]/.test(line) ? [] : [...line].flatMap((character, column) => (character === "│" ? [{ row, column }] : [])),
    );
    const loose = free.filter(
      ({ row, column }) => ![row - 1, row + 1].every((near) => row === 1 || /[│▼▲]/.test(picture[near]?.[column] ?? "")),
    );
    expect(free.length).toBeGreaterThan(2);
    expect(loose).toEqual([]);
  });
});

describe("what it names", () => {
  test.each([...new Set([...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = ""]) => name))])("npm run %s is there", (name) => {
    expect(Object.keys(scripts)).toContain(name);
  });

  const files = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/getting-started.md", "docs/hyper-backup.md"];
  test.each(files)("the links of %s lead to something", (file) => {
    const targets = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(targets.filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([]);
  });

  test.each(["npm ci && npm run synth", "npm ci && npm test"])("%s stands on the first screen", (line) => {
    expect(readme.split("\n").slice(0, 15).join("\n")).toContain(line);
  });

  test("the namespaces that enforce the strictest level are counted right", () => {
    const strict = namespaces.filter(({ enforce }) => enforce === "restricted");
    expect(readme).toContain(`\`restricted\` enforced in ${strict.length} of ${namespaces.length} namespaces`);
  });

  test("the comparison says when it was true and where others are ahead", () => {
    const rows = readme
      .slice(readme.indexOf("## Compared with"))
      .split("\n")
      .filter((line) => /^\| [a-zA-Z]/.test(line));
    const aheadElsewhere = rows.filter((row) => /\*\*ahead:\*\*/.test(row.split(" | ")[2] ?? ""));
    expect(readme).toMatch(/^As of [A-Z][a-z]+ 20\d\d, /m);
    expect(aheadElsewhere.length).toBeGreaterThan(3);
  });
});
