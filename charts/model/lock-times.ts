import type { Fault } from "../config/refusal";
import type { Config } from "../config/schema";
import { minutes } from "../values/span";
import { valueAt } from "./config-value";
import type { Job } from "./job";
import type { Lock } from "./lock";
import { Mistake } from "./mistake";

/** How long a run waits for a lock before it fails, with a little to spare: LOCK_WAIT of repository.sh is 1900 seconds. */
const patience = minutes(30);

/**
 * The fields of config.yaml that let two jobs begin together which need one lock, where one needs it alone: each pair once.
 * @throws Mistake when the times are not the owner's.
 */
export function faultsOfLocks(jobs: readonly Job[], config: Config): Fault[] {
  const faults = new Map<string, Fault>();
  for (const [index, one] of jobs.entries()) {
    for (const other of jobs.slice(index + 1)) {
      const lock = sharedLock(one, other);
      if (!lock || !one.schedule?.meets(other.schedule ?? one.schedule, patience)) continue;
      // Behind it in the row is what the owner moves more easily.
      const [field, first] = [fieldOf(other), fieldOf(one)];
      if (field === first) throw new Mistake(`${one.name} and ${other.name} need ${lock.of}, and both follow ${field}; part their times`);
      const key = [field, first].join(" ");
      if (!faults.has(key)) faults.set(key, faultOf(field, first, [one, other], lock, config));
    }
  }
  return [...faults.values()];
}

function sharedLock(one: Job, other: Job): Lock | undefined {
  return one.locks.flatMap((lock) => other.locks.filter(({ of, alone }) => of === lock.of && (alone || lock.alone)))[0];
}

function fieldOf({ name, timeFrom }: Job): string {
  if (timeFrom === undefined) throw new Mistake(`${name} needs a lock that another job needs at its time; give it another time`);
  return timeFrom;
}

function faultOf(field: string, first: string, [one, other]: readonly [Job, Job], { of }: Lock, config: Config): Fault {
  return {
    where: field,
    value: valueAt(config, field),
    allowed: `a time that is ${patience} away from what follows ${first} (${JSON.stringify(valueAt(config, first))}): ${one.name} runs ${one.schedule}, ${other.name} runs ${other.schedule}, and one of them needs ${of} alone`,
    fix: `choose another time for ${field}, or for ${first}`,
  };
}
