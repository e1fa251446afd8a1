import type { Times } from "../cluster/due";

/**
 * When the CronJobs of dist are due: each at one time of day, or at some, on all days, a weekday or a day of the month.
 * Undefined where the expression says it in another way.
 */
export function timesOf(cron: string): Times | undefined {
  if (!/^[\d,]+ [\d,]+ (\*|\d+) \* (\*|\d)$/.test(cron)) return undefined;
  const [minutes = "", hours = ""] = cron.split(" ");
  const times = hours
    .split(",")
    .flatMap((hour) => minutes.split(",").map((minute) => `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`));
  return { cron, times: times.sort() };
}
