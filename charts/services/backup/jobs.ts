import type { Config, Job, Service } from "../vocabulary";
import { archiveJobs } from "./archive";
import { clusterStore, clusterStoreBackup } from "./cluster-store";
import { backedUp } from "./contents";
import { copies } from "./copies";
import { dailyBackups } from "./daily";
import { hyperBackupAge } from "./hyper-backup";
import { refuseSlotsTwice } from "./slot";
import { upkeep } from "./upkeep";

/** Every job that follows from what the running services keep; `all` are those of the catalogue. */
export function backupJobs(running: readonly Service[], config: Config, all: readonly Service[]): readonly Job[] {
  // Also of those that are off: whoever is switched on again finds its minute free.
  refuseSlotsTwice([...backedUp(all), clusterStore]);
  return [
    ...dailyBackups(running, config),
    clusterStoreBackup(config),
    ...archiveJobs(running, config, all),
    ...upkeep(running, config, all),
    ...copies(running, config),
    ...hyperBackupAge(config),
  ];
}
