import {
  alone,
  type Config,
  capped,
  cores,
  days,
  gibi,
  hours,
  type Job,
  job,
  mebi,
  memory,
  milli,
  Schedule,
  type Service,
  type Side,
  switchedOff,
  upTo,
} from "../vocabulary";
import { ownedTags, tagOf } from "./daily";
import { backupHost, repositoryOnNas, repositoryPath, repositoryUser, sides } from "./repositories";
import { restic } from "./restic";
import { watched } from "./watched";

const mount = "/repositories";

/** What every job beside the files of the repositories has in common. */
export const besideTheFiles = {
  network: "ops",
  machine: "nas",
  phase: 1,
  runsAs: repositoryUser,
  borrows: [{ service: "rest-server", volume: "repositories", path: mount, writable: true }],
  writes: { "/cache": upTo(gibi(2)), "/tmp": upTo(mebi(256)) },
  memory: memory(mebi(192), mebi(768), "restic holds the index of the whole repository"),
  cpu: capped(milli(50), cores(1), "DNS and the vault share the NAS"),
  endsWithin: hours(12),
  watch: watched(),
} as const;

/** Forgetting and checking: on the NAS, beside the files, because the server lets nobody delete. */
export function upkeep(running: readonly Service[], config: Config, all: readonly Service[]): Job[] {
  const { backup } = config;
  const off = switchedOff(all, config);
  const parked = all.filter(({ name }) => off.has(name));
  return sides.flatMap((side) => [
    job(`forget-${side}`, {
      ...besideTheFiles,
      does: `Removes ${side} backups that are older than the owner wants.`,
      schedule: Schedule.daily(backup.forgetAt),
      timeFrom: "backup.forgetAt",
      locks: [alone(repositoryOnNas(side))],
      ...restic("forget.sh", side, {
        ...repositoryOf(side),
        KEEP_WITHIN: days(backup.keepDaily).restic,
        BACKUP_HOST: backupHost,
        OWNED_TAGS: ownedTags(running, side),
        // The owner knows of these: their volumes wait for them too.
        ...(parked.length > 0 ? { PARKED_TAGS: parked.map(tagOf).join("\n") } : {}),
        FORGET_JOB: `forget-${side}`,
      }),
    }),
    job(`check-${side}`, {
      ...besideTheFiles,
      does: `Reads a part of the ${side} backups back, so that in ${backup.check.parts} weeks every byte was read.`,
      schedule: Schedule.weekly(backup.check.day, backup.check.time),
      timeFrom: "backup.check.time",
      locks: [alone(repositoryOnNas(side))],
      ...restic("check.sh", side, { ...repositoryOf(side), CHECK_PARTS: `${backup.check.parts}` }),
    }),
  ]);
}

function repositoryOf(side: Side) {
  return { RESTIC_REPOSITORY: repositoryPath(mount, side) };
}
