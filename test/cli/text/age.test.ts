import { expect, test } from "@jest/globals";
import { ageOf } from "../../../cli/text/age";

const at = new Date("2026-11-24T12:00:00Z");

test.each([
  ["2026-11-24T11:59:20Z", "40 s"],
  ["2026-11-24T11:58:01Z", "119 s"],
  ["2026-11-24T11:58:00Z", "2 min"],
  ["2026-11-24T10:00:00Z", "2 h"],
  ["2026-11-22T12:00:01Z", "47 h"],
  ["2026-11-01T12:00:00Z", "23 d"],
  ["2026-11-24T12:00:05Z", "0 s"],
])("%s is %s ago", (time, age) => {
  expect(ageOf(time, at)).toBe(age);
});
