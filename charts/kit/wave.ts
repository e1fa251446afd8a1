import { Job } from "../model/job";
import { factsOf } from "../model/network/network";
import type { Stack } from "../model/stack";
import type { Workload } from "../model/workload";

/** The folders of dist, in the order in which they are applied. */
export const waves = ["00-foundation", "10-storage", "20-apps", "30-home", "40-backup"] as const;
export type Wave = (typeof waves)[number];

/** Where a workload's file lies: what reads and keeps backups apart, what runs at home apart, databases first. */
export function waveOf(stack: Stack, workload: Workload): Wave {
  if (workload instanceof Job && workload.schedule !== undefined) return "40-backup";
  // Wherever they run: who is on another machine waits for them all the same.
  if (factsOf[workload.network].comesFirst) return "10-storage";
  return stack.machineOf(workload).isAtHome ? "30-home" : "20-apps";
}

/** The file of a workload, below dist. */
export const fileOf = (stack: Stack, workload: Workload): string => `${waveOf(stack, workload)}/${workload.name}.yaml`;

/** The file of the claims of a service that does not run, below dist. */
export const parkedFileOf = (service: string): string => `40-backup/parked-${service}.yaml`;
