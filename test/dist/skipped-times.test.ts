import { describe, expect, test } from "@jest/globals";
import { distObjects, shippedConfig, stackOf } from "../support/stack";

/** One time zone for each hour that some spring day skips somewhere: in minutes after midnight, from and to. */
const skipped = {
  "Europe/Berlin": [120, 180],
  "Europe/London": [60, 120],
  "Europe/Kyiv": [180, 240],
  "Africa/Cairo": [0, 60],
  "America/Nuuk": [1380, 1440],
  "Pacific/Easter": [1320, 1380],
  "Pacific/Chatham": [165, 225],
  "Antarctica/Troll": [60, 180],
} as const;

describe("every CronJob", () => {
  const backup = { ...shippedConfig.backup, dailyAt: "05:00", forgetAt: "11:00" };
  test.each(Object.entries(skipped))("in %s runs at a time that every day has", (timeZone, [from, to]) => {
    const jobs = distObjects(stackOf({ phase: 3, timeZone, backup })).flatMap(({ object }) => (object.kind === "CronJob" ? [object] : []));
    const lost = jobs.filter(({ spec }) => timesOf((spec as { schedule: string }).schedule).every((at) => at >= from && at < to));
    expect(lost.map(({ metadata }) => metadata?.name)).toEqual([]);
    expect(jobs.length).toBeGreaterThan(20);
  });

  test("mbsync keeps the 02:00 that the owner's plan names, wherever it is", () => {
    const firsts = Object.keys(skipped).flatMap((timeZone) =>
      distObjects(stackOf({ phase: 3, timeZone, backup }))
        .filter(({ object: { kind, metadata } }) => kind === "CronJob" && metadata?.name === "mbsync")
        .map(({ object: { spec } }) => timesOf((spec as { schedule: string }).schedule)[0]),
    );
    expect(firsts).toEqual(Object.keys(skipped).map(() => 120));
  });
});

/** In minutes after midnight: each hour that the cron expression lists with each of its minutes. */
function timesOf(schedule: string): number[] {
  const [minutes = [], hours = []] = schedule.split(" ", 2).map((list) => list.split(",").map(Number));
  return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
}
