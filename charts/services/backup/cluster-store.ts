import {
  type Config,
  calls,
  capped,
  cores,
  endpoints,
  gibi,
  type Job,
  job,
  k3sServer,
  mebi,
  memory,
  milli,
  root,
  shares,
  upTo,
} from "../vocabulary";
import { addsTo, repositoryOnNas } from "./repositories";
import { restic } from "./restic";
import { type BackedUp, slotOf } from "./slot";
import { watched } from "./watched";

const read = "/backup/snapshots";

/** The tag of its snapshots in the repository. */
export const clusterStoreTag = "cluster-store";

/** No service keeps it. */
export const clusterStore: BackedUp = { name: clusterStoreTag, firstName: clusterStoreTag, backupMinute: undefined };

/**
 * The cluster's own store, off the machine. k3s' token, without which nobody can use a snapshot, lies elsewhere on the server
 * and is never read here.
 */
export function clusterStoreBackup({ backup: { dailyAt } }: Config): Job {
  return job("cluster-store-backup", {
    does: "Backs up the snapshots that k3s makes of the cluster's store to the NAS.",
    network: "ops",
    machine: "vps",
    phase: 1,
    podSecurity: "privileged",
    runsAs: root("k3s lets root alone read its snapshots"),
    host: {
      reason: "k3s makes the snapshots on the machine, outside of every volume",
      paths: [{ path: k3sServer.snapshots, at: read, why: "reads the snapshots there, and nothing beside them" }],
    },
    schedule: slotOf(clusterStore, dailyAt),
    timeFrom: "backup.dailyAt",
    locks: [shares(repositoryOnNas("cluster"))],
    watch: watched(),
    ...restic("backup.sh", "cluster", { ...addsTo("cluster"), BACKUP_TAG: clusterStoreTag, BACKUP_SOURCES: read }),
    writes: { "/cache": upTo(gibi(1)), "/tmp": upTo(mebi(256)) },
    uses: [calls(endpoints.restServer, "stores its backup")],
    memory: memory(mebi(64), mebi(256), "restic with a few snapshots of some ten megabytes"),
    cpu: capped(milli(50), cores(1), "a backup has the whole night"),
  });
}
