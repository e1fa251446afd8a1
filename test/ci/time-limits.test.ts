import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const root = join(__dirname, "../..");
const itself = "ci/time-limits.test.ts";

/** An option of the whole file, or the last argument of one test or of a preparation. */
const limit = /\bjest\.setTimeout\b|^ *\}, \d[\d_]{3,}\);$|^ +\d[\d_]{3,},\n *\);$/m;

test("no test has a time limit of its own, which a busy machine would meet before any fault does", () => {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const limited = files.filter((path) => path !== itself && limit.test(readFileSync(join(root, "test", path), "utf8")));
  expect(files.length).toBeGreaterThan(200);
  expect(limited).toEqual([]);
});

test.each(['test("one", () => {\n}, 60_000);', 'test.each([1])(\n  "one",\n  () => {},\n  60_000,\n);', "jest.setTimeout(60_000);"])(
  "a limit is seen in %j",
  (source) => {
    expect(source).toMatch(limit);
  },
);

test("what hangs is ended after a time that no test needs", () => {
  const [, milliseconds = ""] = /^ {2}testTimeout: ([\d_]+),$/m.exec(readFileSync(join(root, "jest.config.mjs"), "utf8")) ?? [];
  expect(Number(milliseconds.replaceAll("_", ""))).toBeGreaterThanOrEqual(600_000);
});
