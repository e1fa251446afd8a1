import { describe, expect, test } from "@jest/globals";
import { alone, type Lock, shares } from "../../../charts/model/time/lock";
import { notWatched } from "../../../charts/model/time/watch";
import { Schedule } from "../../../charts/values/schedule";
import { catalogueOf, exampleJob } from "../../support/example";
import { mistakeOf, refusalOf } from "../../support/refusals";
import { shippedConfig, stackOf } from "../../support/stack";

const watch = notWatched("an example");
const repository = "the repository";
const chore = (name: string, schedule: Schedule, lock: Lock, timeFrom?: string) =>
  exampleJob(name, { schedule, watch, locks: [lock], ...(timeFrom ? { timeFrom } : {}) });

const refused = (backup: Partial<typeof shippedConfig.backup>) =>
  refusalOf(() => stackOf({ phase: 3, backup: { ...shippedConfig.backup, ...backup } }));

describe("two jobs that need one lock at one time", () => {
  test("are refused by the field, both jobs, what they need and the way out", () => {
    expect(refused({ forgetAt: "04:00" })).toMatch(
      /^config\.yaml: backup\.forgetAt is "04:00"\. Allowed: a time that is 30 minutes away from what follows backup\.dailyAt \("03:30"\): [a-z0-9-]+-backup runs daily at 0[34]:[0-5][0-9], forget-[a-z]+ runs daily at 04:00, and one of them needs the repository of the [a-z]+ backups on the NAS alone\. Fix: choose another time for backup\.forgetAt, or for backup\.dailyAt\.$/m,
    );
  });

  const { check, copyWeekly, copyMonthly } = shippedConfig.backup;
  const target = { host: "nas.example.com", port: 22, user: "backup", path: "/backups" };
  test.each([
    ["the last of the daily row meets the forgetting", { dailyAt: "05:45" }, "backup.forgetAt"],
    ["the weekly check meets the forgetting", { check: { ...check, time: "07:00" } }, "backup.check.time"],
    ["the weekly check meets the daily row", { check: { ...check, time: "03:45" } }, "backup.check.time"],
    [
      "the weekly copy meets the check",
      { copyWeekly: { ...copyWeekly, target, day: check.day, time: check.time } },
      "backup.copyWeekly.time",
    ],
    [
      "the monthly copy meets the check on some day",
      { copyMonthly: { ...copyMonthly, target, time: check.time } },
      "backup.copyMonthly.time",
    ],
    ["the weekly copy meets the forgetting", { copyWeekly: { ...copyWeekly, target, time: "07:20" } }, "backup.copyWeekly.time"],
    ["over midnight", { dailyAt: "23:50", forgetAt: "00:05" }, "backup.forgetAt"],
  ])("%s", (_, backup, field) => {
    expect(refused(backup)).toContain(`config.yaml: ${field} is `);
  });

  test("are let be where both may share it", () => {
    const times = { time: "12:00" } as const;
    const sharing = { ...shippedConfig.backup, copyWeekly: { ...copyWeekly, ...times, target }, copyMonthly: { ...copyMonthly, ...times } };
    expect(() =>
      stackOf({ phase: 3, backup: { ...sharing, copyMonthly: { ...copyMonthly, ...times, target: { ...target, path: "/other" } } } }),
    ).not.toThrow();
  });

  test.each([
    ["another weekday", Schedule.weekly("sunday", "08:00"), Schedule.weekly("saturday", "08:00")],
    ["half an hour between them", Schedule.daily("08:00"), Schedule.daily("08:30")],
    ["half an hour over midnight", Schedule.daily("23:45"), Schedule.daily("00:15")],
  ])("are let be with %s", (_, one, other) => {
    const jobs = [chore("one", one, alone(repository), "backup.dailyAt"), chore("other", other, alone(repository), "backup.forgetAt")];
    expect(() => stackOf({}, catalogueOf([], jobs))).not.toThrow();
  });

  test("are a mistake of ours where the times are", () => {
    const jobs = [chore("one", Schedule.daily("08:00"), shares(repository)), chore("other", Schedule.daily("08:10"), alone(repository))];
    expect(mistakeOf(() => stackOf({}, catalogueOf([], jobs)))).toContain("needs a lock");
  });
});
