import type { Fault } from "../../config/refusal";
import type { Config } from "../../config/schema";
import type { Job } from "../job";
import { valueAt } from "../program/config-value";

/**
 * The fields of config.yaml that lead a job to a time which a spring day of the time zone skips, whichever way it got
 * there: as the field says it, or in the row behind it.
 * @throws Mistake when a job's last good end would always be older than its watch allows.
 */
export function faultsOfTiming(jobs: readonly Job[], config: Config): Fault[] {
  const { timeZone } = config;
  for (const { watched } of jobs) watched?.within(timeZone);
  const skipped = jobs.filter(({ schedule }) => schedule?.skippedIn(timeZone) !== undefined);
  const fields = [...new Set(skipped.map(({ timeFrom }) => timeFrom ?? "timeZone"))];
  return fields.map((field) => {
    const first = skipped.find(({ timeFrom }) => (timeFrom ?? "timeZone") === field) as Job;
    const { from, to } = first.schedule?.skippedIn(timeZone) ?? { from: "", to: "" };
    return {
      where: field,
      value: valueAt(config, field),
      allowed: `a time that leads no job into ${from} to ${to}, which one day of the year in ${timeZone} does not have; ${first.name} would run ${first.schedule}`,
      fix: `choose ${to} or later, or a time so early that the last of the row is before ${from}`,
    };
  });
}
