import type { Config, Job, Service } from "../vocabulary";
import { archiveJobs } from "./archive";
import { copies } from "./copies";
import { dailyBackups } from "./daily";
import { hyperBackupAge } from "./hyper-backup";
import { upkeep } from "./upkeep";

/** Every job that follows from what the running services keep. */
export function backupJobs(running: readonly Service[], config: Config): readonly Job[] {
  return [
    ...dailyBackups(running, config),
    ...archiveJobs(running, config),
    ...upkeep(running, config),
    ...copies(running, config),
    ...hyperBackupAge(config),
  ];
}
