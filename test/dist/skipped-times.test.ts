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

/** The one time that must stay, because the owner's plan names it. */
const fixed = "mbsync";

describe("every CronJob", () => {
  test.each(Object.entries(skipped))("in %s runs at a time that every day has", (timeZone, [from, to]) => {
    const backup = { ...shippedConfig.backup, dailyAt: "05:00" };
    const jobs = distObjects(stackOf({ phase: 3, timeZone, backup })).flatMap(({ object }) => (object.kind === "CronJob" ? [object] : []));
    const times = jobs.map(({ metadata, spec }) => {
      const [minute, hour] = (spec as { schedule: string }).schedule.split(" ").map(Number);
      return { name: metadata?.name, at: (hour ?? 0) * 60 + (minute ?? 0) };
    });
    expect(times.filter(({ name, at }) => name !== fixed && at >= from && at < to)).toEqual([]);
    expect(times.length).toBeGreaterThan(20);
  });
});
