import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { right } from "../../charts/pages/markdown";
import { rowOf, sectionOf } from "../pages/pages";
import { type Entry, runPage } from "./run-page";

const { order } = require("./in-order.cjs") as { order: string[] };
const WholeRunReporter = require("./whole-run-reporter.cjs") as new (config: {
  testNamePattern?: string;
}) => {
  onRunComplete(contexts: unknown, results: { success: boolean; testResults: { testFilePath: string }[] }): void;
};

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
  const before = process.env.BED;
  let bed: string;
  beforeEach(() => {
    bed = mkdtempSync(join(tmpdir(), "mk360-whole-run-"));
    process.env.BED = bed;
  });
  afterEach(() => {
    rmSync(bed, { recursive: true });
    if (before === undefined) delete process.env.BED;
    else process.env.BED = before;
  });

  const isWhole = (files: readonly string[], success: boolean, testNamePattern?: string) => {
    new WholeRunReporter(testNamePattern ? { testNamePattern } : {}).onRunComplete([], {
      success,
      testResults: files.map((testFilePath) => ({ testFilePath })),
    });
    return existsSync(join(bed, "whole-run"));
  };

  test("when every file ran and passed", () => {
    expect(isWhole(order, true)).toBe(true);
  });

  test("and not when a test failed, a file did not run, or tests were chosen by name; then none before it counts", () => {
    isWhole(order, true);
    expect([isWhole(order, false), isWhole(order.slice(1), true), isWhole(order, true, "Redis")]).toEqual([false, false, false]);
  });
});
