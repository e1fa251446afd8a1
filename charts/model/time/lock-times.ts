import type { Fault } from "../../config/refusal";
import type { Config } from "../../config/schema";
import type { Schedule } from "../../values/schedule";
import { minutes } from "../../values/span";
import type { Job } from "../job";
import { Mistake } from "../mistake";
import { valueAt } from "../program/config-value";

/** How long a run waits for a lock before it fails, with a little to spare: LOCK_WAIT of repository.sh is 1900 seconds. */
const patience = minutes(30);

interface Holder {
  readonly job: Job;
  readonly schedule: Schedule;
  readonly alone: boolean;
}

/**
 * The fields of config.yaml that let two jobs begin together which need one lock, where one needs it alone: each pair once.
 * @throws Mistake when the times are not the owner's.
 */
export function faultsOfLocks(jobs: readonly Job[], config: Config): Fault[] {
  const faults = new Map<string, Fault>();
  for (const [of, holders] of holdersByLock(jobs)) {
    for (const [index, one] of holders.entries()) {
      for (const other of holders.slice(index + 1)) {
        if (!(one.alone || other.alone) || !one.schedule.meets(other.schedule, patience)) continue;
        // Behind it in the row is what the owner moves more easily.
        const [first, field] = [fieldOf(one.job), fieldOf(other.job)];
        if (field === first)
          throw new Mistake(`${one.job.name} and ${other.job.name} need ${of}, and both follow ${field}; part their times`);
        const key = `${field} ${first}`;
        if (!faults.has(key)) faults.set(key, faultOf(field, first, [one, other], of, config));
      }
    }
  }
  return [...faults.values()];
}

function holdersByLock(jobs: readonly Job[]): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const job of jobs) {
    const { schedule } = job;
    if (schedule === undefined) continue;
    for (const { of, alone } of job.locks) holders.set(of, [...(holders.get(of) ?? []), { job, schedule, alone }]);
  }
  return holders;
}

function fieldOf({ name, timeFrom }: Job): string {
  if (timeFrom === undefined) throw new Mistake(`${name} needs a lock that another job needs at its time; give it another time`);
  return timeFrom;
}

function faultOf(field: string, first: string, [one, other]: readonly [Holder, Holder], of: string, config: Config): Fault {
  return {
    where: field,
    value: valueAt(config, field),
    allowed: `a time that is ${patience} away from what follows ${first} (${JSON.stringify(valueAt(config, first))}): ${one.job.name} runs ${one.schedule}, ${other.job.name} runs ${other.schedule}, and one of them needs ${of} alone`,
    fix: `choose another time for ${field}, or for ${first}`,
  };
}
