import { expect, test } from "@jest/globals";
import { timesOf } from "../../../cli/selftest/cron";
import { applied } from "./made";

test.each([
  ["4 4 * * *", ["04:04"]],
  ["30 2,3 * * *", ["02:30", "03:30"]],
  ["0 8 * * 0", ["08:00"]],
  ["0 12 1 * *", ["12:00"]],
])("%s is due at %j", (cron, times) => {
  expect(timesOf(cron)).toEqual({ cron, times });
});

test.each(["*/5 * * * *", "0 0 * 1 *", "@daily", ""])("does not work out %j", (cron) => {
  expect(timesOf(cron)).toBeUndefined();
});

test("works out every CronJob of dist", () => {
  const schedules = applied.filter(({ kind }) => kind === "CronJob").map(({ spec }) => (spec as { schedule: string }).schedule);
  expect(schedules.length).toBeGreaterThan(20);
  expect(schedules.filter((cron) => timesOf(cron) === undefined)).toEqual([]);
});
