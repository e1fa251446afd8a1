import type { Schedule } from "../../charts/values/schedule";

const dayLength = 86_400_000;

/**
 * The last moment at or before `at` that the schedule names, in the time zone. A time of day that a spring night skips
 * is none, and of one that an autumn night has twice it is the first: Kubernetes does the same.
 */
export function lastDue(schedule: Schedule, timeZone: string, at: Date): Date {
  const [minute, hour, day, , weekday] = schedule.cron.split(" ");
  const clock = localClock(timeZone);
  const midnight = Math.floor(clock(at.getTime()) / dayLength) * dayLength;
  // A month and a day that a spring night skipped lie at most this far back.
  for (let back = 0; back <= 62; back++) {
    const date = new Date(midnight - back * dayLength);
    if (day !== "*" && date.getUTCDate() !== Number(day)) continue;
    if (weekday !== "*" && date.getUTCDay() !== Number(weekday)) continue;
    const moment = momentOf(date.getTime() + (Number(hour) * 60 + Number(minute)) * 60_000, clock);
    if (moment !== undefined && moment <= at.getTime()) return new Date(moment);
  }
  throw new RangeError(`${schedule} has not been due for two months before ${at.toISOString()}`);
}

/** What the clocks of a time zone show at a moment, written as if it were UTC, in milliseconds. */
type LocalClock = (moment: number) => number;

const clocks = new Map<string, LocalClock>();

/** Kept for each time zone: making a format takes as long as using it a thousand times. */
function localClock(timeZone: string): LocalClock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const numbers = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...numbers });
  const clock = (moment: number) => {
    const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  clocks.set(timeZone, clock);
  return clock;
}

/** The first moment at which the clocks show `local`; none when they skip it. */
function momentOf(local: number, clock: LocalClock): number | undefined {
  const offsets = [local - dayLength, local + dayLength].map((moment) => clock(moment) - moment).sort((a, b) => b - a);
  return offsets.map((offset) => local - offset).find((moment) => clock(moment) === local);
}
