import { describe, expect, test } from "@jest/globals";
import type { Objection } from "../../scan/objection";
import { loadWaivers, parseWaivers, sorted } from "../../scan/waivers";
import { refusalOf } from "../support/refusals";

const objection = (object: string, message = "it is bad"): Objection => ({ judge: "checkov", rule: "RULE_1", object, message });
const waiver = (lines: string) =>
  parseWaivers(`waivers:\n  - judge: checkov\n    rule: RULE_1\n${lines}    reason: a reason that is long enough\n`);
const judges = ["checkov"] as const;

describe("an objection stays", () => {
  test("when a waiver names its object", () => {
    const { open, waived } = sorted(
      [objection("Deployment a/b"), objection("Deployment a/c")],
      waiver("    objects: [Deployment a/b]\n"),
      judges,
    );
    expect(open).toEqual([objection("Deployment a/c")]);
    expect(waived).toEqual([objection("Deployment a/b")]);
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
    expect(sorted([objection("Deployment a/b-2")], waiver(`    objects: ["${pattern}"]\n`), judges).waived.length > 0).toBe(stays);
  });

  test("when the judge says what the waiver says, and not when it says more", () => {
    const { open } = sorted(
      [objection("Job a/b", "no limit"), objection("Job a/b", "no request")],
      waiver("    says: no limit\n    objects: [Job a/b]\n"),
      judges,
    );
    expect(open).toEqual([objection("Job a/b", "no request")]);
  });

  test("not by a waiver of another rule or another judge", () => {
    const waivers = waiver("    objects: [Job a/b]\n");
    expect(sorted([{ ...objection("Job a/b"), rule: "RULE_2" }], waivers, judges).open).toHaveLength(1);
    expect(sorted([{ ...objection("Job a/b"), judge: "nca" }], waivers, judges).open).toHaveLength(1);
  });
});

describe("a waiver that excuses nothing any more is reported", () => {
  test("object by object", () => {
    const { idle } = sorted([objection("Job a/b")], waiver("    objects: [Job a/b, Job a/gone]\n"), judges);
    expect(idle).toEqual(["checkov RULE_1: Job a/gone"]);
  });

  test("but not while its judge was not asked", () => {
    expect(sorted([], waiver("    objects: [Job a/b]\n"), ["nca"]).idle).toEqual([]);
  });
});

describe("the file", () => {
  test("that is committed can be read, and every rule for all objects says why at length", () => {
    const wide = loadWaivers().filter(({ objects }) => objects.some((object) => object.endsWith("*/*")));
    expect(wide.length).toBeGreaterThan(0);
    expect(wide.filter(({ reason }) => reason.length < 60)).toEqual([]);
  });

  test.each([
    ["a judge that there is not", "judge: polaris", /waivers\[0\]\.judge is "polaris"\. Allowed: checkov, cyclonus, .*Fix: /],
    [
      "a reason that says nothing",
      "reason: because",
      /waivers\[0\]\.reason is "because"\. Allowed: a sentence of at least 20 characters\. Fix: /,
    ],
    ["no objects", "objects: []", /waivers\[0\]\.objects is \[\]\. Allowed: a list of at least one object\. Fix: /],
    ["no rule", "rule: ''", /waivers\[0\]\.rule is ""\. Allowed: /],
    ["a word that it does not know", "object: Job a/b", /waivers\[0\]\.object \(an unknown key\).*did you mean objects/],
  ])("is refused with %s", (_, line, message) => {
    const fields = {
      judge: "judge: checkov",
      rule: "rule: RULE_1",
      objects: "objects: [Job a/b]",
      reason: "reason: a reason that is long enough",
    };
    const lines = Object.values({ ...fields, [line.split(":")[0] ?? ""]: line });
    expect(refusalOf(() => parseWaivers(`waivers:\n  - ${lines.join("\n    ")}\n`))).toMatch(message);
  });

  test("is refused without its list", () => {
    expect(refusalOf(() => parseWaivers("wavers: []\n"))).toMatch(/waivers is missing.*\n.*did you mean waivers/);
  });
});
