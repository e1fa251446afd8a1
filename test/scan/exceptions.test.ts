import { describe, expect, test } from "@jest/globals";
import { loadExceptions, parseExceptions, sorted } from "../../scan/exceptions";
import type { Finding } from "../../scan/finding";
import { refusalOf } from "../support/refusals";

const finding = (object: string, message = "it is bad"): Finding => ({ judge: "checkov", rule: "RULE_1", object, message });
const exception = (lines: string) =>
  parseExceptions(`exceptions:\n  - judge: checkov\n    rule: RULE_1\n${lines}    reason: a reason that is long enough\n`);
const judges = ["checkov"] as const;

describe("a finding stays", () => {
  test("when an exception names its object", () => {
    const { open, excepted } = sorted(
      [finding("Deployment a/b"), finding("Deployment a/c")],
      exception("    objects: [Deployment a/b]\n"),
      judges,
    );
    expect(open).toEqual([finding("Deployment a/c")]);
    expect(excepted).toEqual([finding("Deployment a/b")]);
  });

  test.each([
    ["Deployment */*", true],
    ["Deployment a/b-*", true],
    ["* */b-*", true],
    ["Deployment a/*-2", true],
    ["Deployment a*", false],
    ["deployment a/b-2", false],
    ["Deployment a/b.2", false],
  ])("by the pattern %s: %s", (pattern, stays) => {
    expect(sorted([finding("Deployment a/b-2")], exception(`    objects: ["${pattern}"]\n`), judges).excepted.length > 0).toBe(stays);
  });

  test("when the judge says what the exception says, and not when it says more", () => {
    const { open } = sorted(
      [finding("Job a/b", "no limit"), finding("Job a/b", "no request")],
      exception("    says: no limit\n    objects: [Job a/b]\n"),
      judges,
    );
    expect(open).toEqual([finding("Job a/b", "no request")]);
  });

  test("not by an exception of another rule or another judge", () => {
    const exceptions = exception("    objects: [Job a/b]\n");
    expect(sorted([{ ...finding("Job a/b"), rule: "RULE_2" }], exceptions, judges).open).toHaveLength(1);
    expect(sorted([{ ...finding("Job a/b"), judge: "nca" }], exceptions, judges).open).toHaveLength(1);
  });
});

describe("an exception that excuses nothing any more is reported", () => {
  test("object by object", () => {
    const { idle } = sorted([finding("Job a/b")], exception("    objects: [Job a/b, Job a/gone]\n"), judges);
    expect(idle).toEqual(["checkov RULE_1: Job a/gone"]);
  });

  test("but not while its judge was not asked", () => {
    expect(sorted([], exception("    objects: [Job a/b]\n"), ["nca"]).idle).toEqual([]);
  });
});

describe("the file", () => {
  test("that is committed can be read, and every rule for all objects says why at length", () => {
    const wide = loadExceptions().filter(({ objects }) => objects.some((object) => object.endsWith("*/*")));
    expect(wide.length).toBeGreaterThan(0);
    expect(wide.filter(({ reason }) => reason.length < 60)).toEqual([]);
  });

  test.each([
    ["a judge that there is not", "judge: polaris", /exceptions\[0\]\.judge is "polaris"\. Allowed: checkov, cyclonus, .*Fix: /],
    [
      "a reason that says nothing",
      "reason: because",
      /exceptions\[0\]\.reason is "because"\. Allowed: a sentence of at least 20 characters\. Fix: /,
    ],
    ["no objects", "objects: []", /exceptions\[0\]\.objects is \[\]\. Allowed: a list of at least one object\. Fix: /],
    ["no rule", "rule: ''", /exceptions\[0\]\.rule is ""\. Allowed: /],
    ["a word that it does not know", "object: Job a/b", /exceptions\[0\]\.object \(an unknown key\).*did you mean objects/],
  ])("is refused with %s", (_, line, message) => {
    const fields = {
      judge: "judge: checkov",
      rule: "rule: RULE_1",
      objects: "objects: [Job a/b]",
      reason: "reason: a reason that is long enough",
    };
    const lines = Object.values({ ...fields, [line.split(":")[0] ?? ""]: line });
    expect(refusalOf(() => parseExceptions(`exceptions:\n  - ${lines.join("\n    ")}\n`))).toMatch(message);
  });

  test("is refused without its list", () => {
    expect(refusalOf(() => parseExceptions("exeptions: []\n"))).toMatch(/exceptions is missing.*\n.*did you mean exceptions/);
  });
});
