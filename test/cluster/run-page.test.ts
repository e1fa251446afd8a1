import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { right } from "../../charts/pages/markdown";
import { rowOf, sectionOf } from "../pages/pages";
import { type Entry, runPage } from "./run-page";

const { order } = require("./in-order.cjs") as { order: string[] };
const realJest = join(__dirname, "../../node_modules/jest/bin/jest.js");
const run = { command: "npm run test:cluster", day: "2026-11-29", cores: 2 };

describe("the page of a run on two machines", () => {
  const page = runPage(
    [
      { part: "databases", what: "lost", figure: "0 of 2000" },
      { part: "start", what: "to every pod Ready", figure: "99 s" },
      { part: "start", what: "to every pod Ready", figure: "101 s" },
      { part: "memory", about: "In MiB.", columns: ["program", right("at rest")], rows: [["redis", "4"]] },
      { part: "long", leftOut: "a machine without power: it takes minutes" },
    ],
    run,
  );

  test("says which command made it, when, and what was not tried", () => {
    expect(page).toMatch(/^<!-- Made by `npm run test:cluster`; /);
    expect(page).toContain("on 2026-11-29, on a machine with 2 processor cores");
    expect(page).toContain("\n- a machine without power: it takes minutes\n");
  });

  test("has the figures and tables of each part below its heading, in the order in which they ran", () => {
    expect(rowOf(sectionOf(page, "## Start"), "to every pod Ready")).toEqual(["to every pod Ready", "101 s"]);
    expect(rowOf(sectionOf(page, "## Memory"), "redis")).toEqual(["redis", "4"]);
    expect(page.match(/^## .*/gm)).toEqual(["## Start", "## Memory", "## Databases that are killed"]);
  });

  test("has a heading for each file that reports", () => {
    const silent = ["standin", "programs", "tunnel", "bed"];
    const reporting = order.map((file) => basename(file, ".cluster.test.ts")).filter((name) => !silent.includes(name));
    const entries = reporting.map((part): Entry => ({ part, what: "a", figure: "b" }));
    expect(runPage(entries, run).match(/^## /gm)).toHaveLength(reporting.length);
    expect(() => runPage([{ part: "other", what: "a", figure: "b" }], run)).toThrow("no heading for what other reports");
  });
});

describe("a run is whole", () => {
  let bed: string;
  beforeEach(() => {
    bed = mkdtempSync(join(tmpdir(), "mk360-whole-run-"));
    write("one.test.js", "test('one', () => {})");
    write("two.test.js", "test('two', () => {})");
    const files = ["one", "two"].map((name) => join(bed, `${name}.test.js`));
    const reporters = [[join(__dirname, "whole-run-reporter.cjs"), { order: files }]];
    write("jest.config.json", JSON.stringify({ rootDir: bed, transform: {}, reporters }));
  });
  afterEach(() => rmSync(bed, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(bed, name), text);

  /** Runs the real Jest on two files, as the cluster's are run. */
  const isWhole = (...words: string[]) => {
    const { JEST_WORKER_ID: _, ...env } = process.env;
    spawnSync(process.execPath, [realJest, "--config", join(bed, "jest.config.json"), "--runInBand", ...words], {
      cwd: bed,
      env: { ...env, BED: bed },
    });
    return existsSync(join(bed, "whole-run"));
  };

  test("when every file ran and passed", () => {
    expect(isWhole()).toBe(true);
  });

  test.each([
    ["a test failed", () => write("two.test.js", "test('two', () => { throw new Error('no') })"), []],
    ["a file could not be read", () => write("two.test.js", "this is no JavaScript"), []],
    ["a file did not run", () => undefined, ["one.test.js"]],
    ["tests were chosen by name", () => undefined, ["-t", "one"]],
  ])("and not when %s; then none before it counts", (_, change, words) => {
    write("whole-run", "");
    change();
    expect(isWhole(...words)).toBe(false);
  });
});
