import { expect, test } from "@jest/globals";
import { Schedule } from "../../../charts/values/schedule";
import { lastDue, nextDue } from "../../../cli/cluster/due";

const due = (schedule: Schedule, at: string) => lastDue(schedule, "Europe/Berlin", new Date(at)).toISOString();
const madeUp = Schedule.daily("02:00").withMakeUpIn("Europe/Berlin");

test.each([
  ["a daily time of the same day", Schedule.daily("03:30"), "2026-11-24T22:00:00Z", "2026-11-24T02:30:00.000Z"],
  ["a daily time of the day before", Schedule.daily("03:30"), "2026-11-24T02:29:59Z", "2026-11-23T02:30:00.000Z"],
  ["the moment itself", Schedule.daily("03:30"), "2026-11-24T02:30:00Z", "2026-11-24T02:30:00.000Z"],
  ["a weekly day", Schedule.weekly("sunday", "08:00"), "2026-11-24T22:00:00Z", "2026-11-22T07:00:00.000Z"],
  ["a monthly day", Schedule.monthly(1, "12:00"), "2026-03-01T10:59:00Z", "2026-02-01T11:00:00.000Z"],
  ["summer time", Schedule.daily("03:30"), "2026-07-01T12:00:00Z", "2026-07-01T01:30:00.000Z"],
  ["the night before one that skips the hour", Schedule.daily("02:00"), "2026-03-29T12:00:00Z", "2026-03-28T01:00:00.000Z"],
  ["the first of two, on the night that has the hour twice", Schedule.daily("02:00"), "2026-10-25T12:00:00Z", "2026-10-25T00:00:00.000Z"],
  ["the second time, on the night that skips the first", madeUp, "2026-03-29T12:00:00Z", "2026-03-29T01:00:00.000Z"],
  ["the later of a day's two times", madeUp, "2026-11-24T22:00:00Z", "2026-11-24T02:00:00.000Z"],
  ["the first of a day's two times while the second is to come", madeUp, "2026-11-24T01:30:00Z", "2026-11-24T01:00:00.000Z"],
  [
    "a day whose local date is another than that of UTC",
    Schedule.weekly("wednesday", "00:30"),
    "2026-11-24T23:45:00Z",
    "2026-11-24T23:30:00.000Z",
  ],
])("finds %s", (_, schedule, at, expected) => {
  expect(due(schedule, at)).toBe(expected);
});

test.each([
  ["a daily time of the same day", Schedule.daily("03:30"), "2026-11-24T02:29:59Z", "2026-11-24T02:30:00.000Z"],
  ["a daily time of the day after", Schedule.daily("03:30"), "2026-11-24T02:30:00Z", "2026-11-25T02:30:00.000Z"],
  ["a weekly day", Schedule.weekly("sunday", "08:00"), "2026-11-22T07:00:00Z", "2026-11-29T07:00:00.000Z"],
  ["a monthly day over the end of a year", Schedule.monthly(1, "12:00"), "2026-12-01T11:00:00Z", "2027-01-01T11:00:00.000Z"],
  ["the first morning of summer time", Schedule.daily("03:30"), "2026-03-28T12:00:00Z", "2026-03-29T01:30:00.000Z"],
])("finds what comes next: %s", (_, schedule, at, expected) => {
  expect(nextDue(schedule, "Europe/Berlin", new Date(at)).toISOString()).toBe(expected);
});
