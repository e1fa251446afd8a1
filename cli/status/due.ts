import { type LocalClock, localClock } from "../../charts/values/local-clock";
import type { Schedule } from "../../charts/values/schedule";

const dayLength = 86_400_000;

/**
 * The last moment at or before `at` that the schedule names, in the time zone. A time of day that a spring night skips
 * is none, and of one that an autumn night has twice it is the first: Kubernetes does the same.
 */
export function lastDue(schedule: Schedule, timeZone: string, at: Date): Date {
  const [, , day, , weekday] = schedule.cron.split(" ");
  const clock = localClock(timeZone);
  const midnight = Math.floor(clock(at.getTime()) / dayLength) * dayLength;
  // A month and a day that a spring night skipped lie at most this far back.
  for (let back = 0; back <= 62; back++) {
    const date = new Date(midnight - back * dayLength);
    if (day !== "*" && date.getUTCDate() !== Number(day)) continue;
    if (weekday !== "*" && date.getUTCDay() !== Number(weekday)) continue;
    const due = schedule.times
      .map((time) => momentOf(date.getTime() + sinceMidnight(time), clock))
      .filter((moment) => moment !== undefined && moment <= at.getTime());
    const last = due.at(-1);
    if (last !== undefined) return new Date(last);
  }
  throw new RangeError(`${schedule} has not been due for two months before ${at.toISOString()}`);
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
