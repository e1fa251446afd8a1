import { type LocalClock, localClock } from "../../charts/values/local-clock";

const dayLength = 86_400_000;

/** When something is due: its cron expression, of which days and weekdays are read, and the times of day (`HH:MM`), in order. */
export interface Times {
  readonly cron: string;
  readonly times: readonly string[];
}

/**
 * The last moment at or before `at` that the schedule names, in the time zone. A time of day that a spring night skips
 * is none, and of one that an autumn night has twice it is the first: Kubernetes does the same.
 */
export function lastDue(schedule: Times, timeZone: string, at: Date): Date {
  return firstOf(schedule, timeZone, at, -1, (moments) => moments.findLast((moment) => moment <= at.getTime()));
}

/** The first moment after `at` that the schedule names, by the same clocks. */
export function nextDue(schedule: Times, timeZone: string, at: Date): Date {
  return firstOf(schedule, timeZone, at, 1, (moments) => moments.find((moment) => moment > at.getTime()));
}

/** Goes from day to day, backwards or forwards, until one of the moments that the schedule names on it, in order, is chosen. */
function firstOf(
  schedule: Times,
  timeZone: string,
  at: Date,
  step: 1 | -1,
  choose: (moments: readonly number[]) => number | undefined,
): Date {
  const [, , day, , weekday] = schedule.cron.split(" ");
  const clock = localClock(timeZone);
  const midnight = Math.floor(clock(at.getTime()) / dayLength) * dayLength;
  // A month and a day that a spring night skipped lie at most this far away.
  for (let days = 0; days <= 62; days++) {
    const date = new Date(midnight + step * days * dayLength);
    if (day !== "*" && date.getUTCDate() !== Number(day)) continue;
    if (weekday !== "*" && date.getUTCDay() !== Number(weekday)) continue;
    const moments = schedule.times.map((time) => momentOf(date.getTime() + sinceMidnight(time), clock));
    const chosen = choose(moments.filter((moment) => moment !== undefined));
    if (chosen !== undefined) return new Date(chosen);
  }
  throw new RangeError(`${schedule.cron} is not due within two months of ${at.toISOString()}`);
}

function sinceMidnight(time: string): number {
  const [hour, minute] = time.split(":").map(Number);
  return ((hour ?? 0) * 60 + (minute ?? 0)) * 60_000;
}

/** The first moment at which the clocks show `local`; none when they skip it. */
function momentOf(local: number, clock: LocalClock): number | undefined {
  const offsets = [local - dayLength, local + dayLength].map((moment) => clock(moment) - moment).sort((a, b) => b - a);
  return offsets.map((offset) => local - offset).find((moment) => clock(moment) === local);
}
