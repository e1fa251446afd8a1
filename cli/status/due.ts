import { Cron } from "croner";
import type { Schedule } from "../../charts/values/schedule";

/**
 * The last moment at or before `at` that the schedule names, in the time zone. A time of day that a spring night skips
 * is none: Kubernetes leaves that run out too.
 */
export function lastDue(schedule: Schedule, timeZone: string, at: Date): Date {
  const [, hour = ""] = schedule.cron.split(" ");
  const cron = new Cron(schedule.cron, { timezone: timeZone });
  // What croner finds lies before the moment it is asked for.
  const before = new Date(at.getTime() + 1000);
  const found = cron.previousRuns(3, before).find((run) => hourIn(timeZone, run) === Number(hour));
  if (!found) throw new RangeError(`${schedule.cron} has never been due before ${at.toISOString()} in ${timeZone}`);
  return found;
}

function hourIn(timeZone: string, time: Date): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(time));
}
