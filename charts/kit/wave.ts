import { Job } from "../model/job";
import type { Stack } from "../model/stack";
import type { Workload } from "../model/workload";

/** The folders of dist, in the order in which they are applied. */
export const waves = ["00-foundation", "10-storage", "20-apps", "30-home", "40-backup"] as const;
export type Wave = (typeof waves)[number];

/** Where a workload's file lies: what reads and keeps backups apart, what runs at home apart, databases first. */
export function waveOf(stack: Stack, workload: Workload): Wave {
  if (workload instanceof Job && workload.schedule !== undefined) return "40-backup";
  if (stack.machineOf(workload).isAtHome) return "30-home";
  return workload.network === "storage" ? "10-storage" : "20-apps";
}

/** The file of a workload, below dist. */
export const fileOf = (stack: Stack, workload: Workload): string => `${waveOf(stack, workload)}/${workload.name}.yaml`;

/** The file of the claims of a service that does not run, below dist. */
export const parkedFileOf = (service: string): string => `40-backup/parked-${service}.yaml`;
