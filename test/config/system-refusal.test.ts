import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { systemRefusal } from "../../charts/config/system-refusal";

const folder = mkdtempSync(join(tmpdir(), "mk360-system-"));
afterAll(() => rmSync(folder, { recursive: true }));

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return systemRefusal(error)?.message ?? "no refusal";
  }
  return "nothing was thrown";
}

test.each([
  ["a file that is not there", () => readFileSync(join(folder, "nowhere")), /nowhere is "not there"\. Allowed: .* Fix: /],
  ["a folder in place of a file", () => readFileSync(folder), / is "a folder"\. .*Fix: /],
  ["a file in place of a folder", () => void [writeFileSync(join(folder, "f"), ""), mkdirSync(join(folder, "f/g"))], / is "no folder, /],
])("%s is said in plain words", (_what, work, words) => {
  expect(faultOf(work)).toMatch(words);
});

test("a program that is not there is named as one", () => {
  expect(systemRefusal(spawnSync(join(folder, "no-program")).error)?.message).toMatch(/no-program: the program is "not there"/);
});

test("a mistake of our own stays one", () => {
  expect(systemRefusal(new TypeError("undefined is no function"))).toBeUndefined();
  expect(systemRefusal("a text")).toBeUndefined();
});
