import { describe, expect, test } from "@jest/globals";
import { Schedule } from "../../charts/values/schedule";

describe("a schedule", () => {
  test.each([
    [Schedule.daily("03:30"), "30 3 * * *", "daily at 03:30"],
    [Schedule.daily("00:00"), "0 0 * * *", "daily at 00:00"],
    [Schedule.weekly("sunday", "08:05"), "5 8 * * 0", "every sunday at 08:05"],
    [Schedule.weekly("saturday", "23:59"), "59 23 * * 6", "every saturday at 23:59"],
    [Schedule.monthly(28, "12:00"), "0 12 28 * *", "monthly on day 28 at 12:00"],
  ])("%s", (schedule, cron, words) => {
    expect([schedule.cron, `${schedule}`]).toEqual([cron, words]);
  });

  test.each([
    ["daily", Schedule.daily("03:30"), "Europe/Berlin", 25],
    ["daily, in the hour that a spring night skips", Schedule.daily("02:00"), "Europe/Berlin", 48],
    ["daily, in another zone's hour", Schedule.daily("02:00"), "Europe/London", 25],
    ["daily, where clocks stay", Schedule.daily("02:00"), "UTC", 24],
    ["daily, where they go two hours at once", Schedule.daily("04:00"), "Antarctica/Troll", 26],
    ["weekly", Schedule.weekly("sunday", "08:00"), "Europe/Berlin", 7 * 24 + 1],
    ["monthly", Schedule.monthly(1, "12:00"), "Europe/Berlin", 31 * 24 + 1],
  ])("%s, pauses no longer than the clocks make it", (_, schedule, zone, hours) => {
    expect(schedule.longestPauseIn(zone).seconds).toBe(hours * 3600);
  });

  test.each([
    [Schedule.daily("01:10"), "10 2 * * *"],
    [Schedule.weekly("sunday", "01:59"), "59 2 * * 0"],
    [Schedule.monthly(3, "01:00"), "0 2 3 * *"],
    [Schedule.daily("02:30"), "30 2 * * *"],
  ])("%s, moved behind the hour that London skips, keeps its days", (schedule, cron) => {
    expect(schedule.behindSkippedIn("Europe/London").cron).toBe(cron);
  });

  test.each([
    ["Europe/Berlin", "02:00", "0 2,3 * * *", "daily at 02:00 and at 03:00"],
    ["Europe/London", "02:00", "0 2 * * *", "daily at 02:00"],
    ["Australia/Lord_Howe", "02:00", "0,30 2 * * *", "daily at 02:00 and at 02:30"],
    ["Antarctica/Troll", "02:15", "15 2,4 * * *", "daily at 02:15 and at 04:15"],
  ])("in %s, %s is made up for behind the hour that is skipped", (zone, time, cron, words) => {
    const schedule = Schedule.daily(time).withMakeUpIn(zone);
    expect([schedule.cron, `${schedule}`, schedule.skippedIn(zone)]).toEqual([cron, words, undefined]);
  });

  test("with a made-up run pauses for a day at most", () => {
    expect(Schedule.daily("02:00").withMakeUpIn("Europe/Berlin").longestPauseIn("Europe/Berlin").seconds).toBe(25 * 3600);
  });

  test.each(["24:00", "3:30", "03:60", "0330", "03:30\n", ""])("is not at %j", (time) => {
    expect(() => Schedule.daily(time)).toThrow("is no time of day");
  });

  test.each([0, 29, 31, 1.5])("is not on day %s of a month", (day) => {
    expect(() => Schedule.monthly(day, "12:00")).toThrow("choose 1 to 28");
  });
});
