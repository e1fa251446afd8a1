import { describe, expect, test } from "@jest/globals";
import { days, hours, minutes, months, seconds, years } from "../../charts/values/span";

describe("a span of time", () => {
  test.each([
    [seconds(60), 60, "60 seconds"],
    [minutes(5), 300, "5 minutes"],
    [hours(1), 3600, "1 hour"],
    [days(7), 604_800, "7 days"],
    [months(1), 2_592_000, "1 month"],
    [years(3), 94_608_000, "3 years"],
  ])("%s", (span, count, words) => {
    expect([span.seconds, `${span}`]).toEqual([count, words]);
  });

  test.each([
    [hours(36), "36h"],
    [days(7), "7d"],
    [months(12), "12m"],
    [years(10), "10y"],
    [minutes(120), "2h"],
  ])("%s in restic's spelling", (span, text) => {
    expect(span.restic).toBe(text);
  });

  test("of less than an hour is nothing that restic can keep", () => {
    expect(() => minutes(59).restic).toThrow("less than one");
  });

  test.each([0, -1, 1.5, Number.NaN])("is not %s days long", (count) => {
    expect(() => days(count)).toThrow("write a whole number, 1 or more");
  });
});
