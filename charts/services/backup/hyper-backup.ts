import { type Config, capped, hours, images, type Job, job, mebi, memory, milli, Schedule } from "../vocabulary";
import ageScript from "./hyper-backup-age.sh";
import library from "./lib.sh";
import { repositoryUser } from "./repositories";
import { watched } from "./watched";

const mount = "/repositories";

/**
 * Looks every day whether Hyper Backup of the NAS has ended well lately. It runs in DSM, where no pod can look, so a task
 * of DSM leaves a marker in the share of the backups: the one directory that both sides have anyway.
 */
export function hyperBackupAge({ backup: { hyperBackup } }: Config): Job[] {
  if (!hyperBackup.watched) return [];
  return [
    job("hyper-backup-age", {
      does: "Looks whether Hyper Backup of the NAS has ended well lately.",
      network: "ops",
      machine: "nas",
      phase: 1,
      runsAs: repositoryUser,
      // An hour after DSM's task, as docs/hyper-backup.md sets it.
      schedule: Schedule.daily("10:00"),
      watch: watched(),
      image: images["rest-server"],
      command: ["sh", "/scripts/hyper-backup-age.sh"],
      files: { "/scripts/hyper-backup-age.sh": ageScript, "/scripts/lib.sh": library },
      env: { MARKER_FILE: `${mount}/hyper-backup.last-good`, MAX_AGE_DAYS: `${hyperBackup.maxAgeDays}` },
      borrows: [{ service: "rest-server", volume: "repositories", path: mount }],
      memory: memory(mebi(16), mebi(32), "a shell script of a few lines"),
      cpu: capped(milli(20), milli(200), "DNS and the vault share the NAS"),
      endsWithin: hours(1),
    }),
  ];
}
