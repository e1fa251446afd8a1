import { holdsData } from "../model/grant";
import type { Job } from "../model/job";
import type { Service } from "../model/service";
import type { Stack } from "../model/stack";
import { type KeptVolume, keptVolumes } from "../model/storage/kept-volumes";

/** A volume with the jobs that read it at their time. */
export interface VolumeSet extends KeptVolume {
  readonly jobs: readonly Job[];
}

/** A database with the jobs that dump it at their time. */
export interface DatabaseSet {
  readonly name: string;
  /** The service that runs it. */
  readonly provider: string;
  readonly owner: Service;
  readonly jobs: readonly Job[];
}

/** Every volume of the stack, by the name that config.yaml uses: `service/volume`. */
export function volumesOf(stack: Stack): VolumeSet[] {
  const readers = new Map<string, Job[]>();
  for (const job of scheduled(stack)) {
    for (const { service, volume } of job.borrows) add(readers, `${service}/${volume}`, job);
  }
  return keptVolumes(stack).map((kept) => ({ ...kept, jobs: readers.get(kept.name) ?? [] }));
}

/** Every database that a service was granted, or makes for a client to come, with the scheduled jobs that read its credential to dump it. */
export function databasesOf(stack: Stack): DatabaseSet[] {
  const readers = new Map<string, Job[]>();
  for (const job of scheduled(stack)) {
    for (const { name } of stack.credentialsOf(job)) add(readers, name, job);
  }
  return stack.services.flatMap((owner) =>
    [...stack.usesOf(owner), ...owner.provides].flatMap(({ grant }) => {
      const jobs = grant ? (readers.get(grant.credential.name) ?? []) : [];
      if (!grant || !holdsData(grant)) return [];
      return [{ name: grant.name, provider: grant.provider, owner, jobs }];
    }),
  );
}

/** True when a job stores it daily: what a decision asks for counts only when it is done. */
export function isBackedUp(set: VolumeSet | DatabaseSet): boolean {
  return set.jobs.length > 0 && !("volume" in set && set.volume.backup.kind === "none");
}

function scheduled(stack: Stack): Job[] {
  return stack.jobs.filter(({ schedule }) => schedule !== undefined);
}

function add(jobsByName: Map<string, Job[]>, name: string, job: Job): void {
  const known = jobsByName.get(name);
  if (known) known.push(job);
  else jobsByName.set(name, [job]);
}
