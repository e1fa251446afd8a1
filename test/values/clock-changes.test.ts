import { describe, expect, test } from "@jest/globals";
import { behindSkipped, existsEveryDay, skippedTimes } from "../../charts/values/clock-changes";

/** As the governments decided it; another reader of the same rules is asked in clock-changes.real.test.ts. */
const decided = [
  ["Europe/Berlin", "02:00", "03:00"],
  ["Europe/London", "01:00", "02:00"],
  ["Europe/Kyiv", "03:00", "04:00"],
  ["America/Havana", "00:00", "01:00"],
  ["America/Nuuk", "23:00", "00:00"],
  ["Pacific/Chatham", "02:45", "03:45"],
  ["Australia/Lord_Howe", "02:00", "02:30"],
  ["Antarctica/Troll", "01:00", "03:00"],
  ["Africa/Casablanca", "02:00", "03:00"],
] as const;

describe("what a spring day of the time zone does not have", () => {
  test.each(decided)("%s goes from %s to %s at once", (zone, from, to) => {
    expect(skippedTimes(zone)).toEqual([{ from, to }]);
    expect([existsEveryDay(from, zone), existsEveryDay(to, zone)]).toEqual([false, true]);
  });

  test.each(["UTC", "Asia/Kolkata", "America/Sao_Paulo", "Etc/GMT+1"])("%s has every time every day", (zone) => {
    expect(skippedTimes(zone)).toEqual([]);
  });

  test.each([
    ["01:59", true],
    ["02:00", false],
    ["02:59", false],
    ["03:00", true],
  ])("%s exists every day in Berlin: %s", (time, exists) => {
    expect(existsEveryDay(time, "Europe/Berlin")).toBe(exists);
  });

  test.each([
    ["23:30", "America/Nuuk", "00:30"],
    ["02:15", "Australia/Lord_Howe", "02:45"],
    ["02:15", "UTC", "02:15"],
  ])("%s in %s is behind it at %s", (time, zone, later) => {
    expect(behindSkipped(time, zone)).toBe(later);
  });
});
