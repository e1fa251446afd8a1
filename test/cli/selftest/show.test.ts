import { expect, test } from "@jest/globals";
import type { Check } from "../../../cli/selftest/check";
import { showChecks } from "../../../cli/selftest/show";
import { unseen } from "../../../cli/selftest/unseen";

const findings = (count: number) => Array.from({ length: count }, (_, index) => ({ object: `Pod a/${index}`, found: "is not there" }));
const check = (parts: Partial<Check>): Check => ({ name: "pods", outcome: "passed", looked: 3, failed: [], unjudged: [], ...parts });
const shown = (parts: Partial<Check>) => showChecks([check(parts)], []).split("\n");

test("one line for what passed", () => {
  expect(shown({})[0]).toBe("passed        pods (3)");
});

test("below what failed the objects, ten of them and how many more", () => {
  const lines = shown({ outcome: "failed", failed: findings(13) });
  expect(lines[0]).toBe("FAILED        pods (3)");
  expect(lines.slice(1, 11).map((line) => line.trim())).toEqual(findings(10).map(({ object, found }) => `${object}: ${found}`));
  expect(lines[11]?.trim()).toBe("and 3 more; --json has all of them");
});

test("what cannot be judged is said in the same line, with how many", () => {
  expect(shown({ outcome: "cannot judge", unjudged: findings(2) })[0]).toBe(
    "cannot judge  pods (3); not judged 2: Pod a/0 is not there, and others",
  );
});

test("a text of the cluster does not look like a line of ours, and moves no cursor", () => {
  const failed = [{ object: "Pod a/b", found: "x\npassed        all\u001b[2J" }];
  const lines = shown({ outcome: "failed", failed });
  expect(lines[1]).toBe("              Pod a/b: x passed all\\u{1b}[2J");
});

test("ends with what nobody sees from outside, each with what does, and the sum", () => {
  const lines = showChecks([check({}), check({ outcome: "failed", failed: findings(1) })], unseen).split("\n");
  const [from, to] = [lines.findIndex((line) => line.startsWith("Cannot be judged from outside")), lines.length - 2];
  expect(lines.slice(from + 1, to)).toHaveLength(unseen.length);
  expect(lines.at(-1)).toBe("1 passed, 1 failed, 0 not judged.");
  expect(unseen.map(({ what }) => what).join()).toMatch(/policies are enforced.*capabilities.*modes and owners.*backup can be restored/);
});
