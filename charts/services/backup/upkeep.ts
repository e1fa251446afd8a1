import {
  alone,
  type Config,
  capped,
  cores,
  days,
  hours,
  type Job,
  job,
  mebi,
  memory,
  milli,
  Schedule,
  type Service,
  switchedOff,
} from "../vocabulary";
import { ownedTags, tagOf } from "./contents";
import { backupHost, type Repository, repositories, repositoryOnNas, repositoryPath, repositoryUser } from "./repositories";
import { restic, resticSpace } from "./restic";
import { watched } from "./watched";

const mount = "/repositories";

/** What every job beside the files of the repositories has in common. */
export const besideTheFiles = {
  network: "ops",
  machine: "nas",
  phase: 1,
  runsAs: repositoryUser,
  borrows: [{ service: "rest-server", volume: "repositories", path: mount, writable: true }],
  writes: resticSpace,
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
  return repositories.flatMap((repository) => [
    job(`forget-${repository}`, {
      ...besideTheFiles,
      does: `Removes ${repository} backups that are older than the owner wants.`,
      schedule: Schedule.daily(backup.forgetAt),
      timeFrom: "backup.forgetAt",
      locks: [alone(repositoryOnNas(repository))],
      ...restic("forget.sh", repository, {
        ...repositoryOf(repository),
        KEEP_WITHIN: days(backup.keepDaily).restic,
        BACKUP_HOST: backupHost,
        OWNED_TAGS: ownedTags(running, repository),
        // The owner knows of these: their volumes wait for them too.
        ...(parked.length > 0 && repository !== "cluster" ? { PARKED_TAGS: parked.map(tagOf).join("\n") } : {}),
        FORGET_JOB: `forget-${repository}`,
      }),
    }),
    job(`check-${repository}`, {
      ...besideTheFiles,
      does: `Reads a part of the ${repository} backups back, so that in ${backup.check.parts} weeks every byte was read.`,
      schedule: Schedule.weekly(backup.check.day, backup.check.time),
      timeFrom: "backup.check.time",
      locks: [alone(repositoryOnNas(repository))],
      ...restic("check.sh", repository, { ...repositoryOf(repository), CHECK_PARTS: `${backup.check.parts}` }),
    }),
  ]);
}

function repositoryOf(repository: Repository) {
  return { RESTIC_REPOSITORY: repositoryPath(mount, repository) };
}
