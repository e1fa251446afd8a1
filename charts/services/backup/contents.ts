import {
  type BackupDecision,
  type Environment,
  type Grant,
  gibi,
  holdsData,
  type JobProps,
  root,
  type Scratch,
  type Service,
  type Use,
  upTo,
} from "../vocabulary";
import { clusterStoreTag } from "./cluster-store";
import type { Repository } from "./repositories";

type Daily = Extract<BackupDecision, { kind: "daily" }>;

/** Where dumps lie, in the pod and in a snapshot. */
export const dumps = "/backup/dumps";
export const dumpSpace: Record<string, Scratch> = { [dumps]: upTo(gibi(4)) };

/** Those of the services that have something to back up. */
export function backedUp(running: readonly Service[]): Service[] {
  return running.filter((service) => databasesOf(service).length > 0 || volumesOf(service).length > 0);
}

/** The tag of a service's snapshots, which the repositories know for as long as they keep them. */
export function tagOf({ firstName }: Service): string {
  return firstName;
}

/** The tags of a repository that something running writes, one a line. */
export function ownedTags(running: readonly Service[], repository: Repository): string {
  if (repository === "cluster") return clusterStoreTag;
  const tags = backedUp(running).filter((service) => service.side === repository);
  return tags.map(tagOf).join("\n") || "none";
}

/** The databases of a service with its login to each. */
export function databasesOf(service: Service): { readonly peer: Use["peer"]; readonly grant: Grant }[] {
  return [...service.uses, ...service.provides].flatMap(({ peer, grant }) => (grant && holdsData(grant) ? [{ peer, grant }] : []));
}

/** The volumes that its backup takes. */
export function volumesOf(service: Service): [name: string, decision: Daily][] {
  return Object.entries(service.keeps).flatMap(([name, { backup }]) =>
    backup.kind === "daily" ? [[name, backup] as [string, Daily]] : [],
  );
}

/** Where a volume lies, in the pod and in a snapshot. */
export function pathOf(volume: string): string {
  return `/backup/${volume}`;
}

/** What the snapshot leaves out: what can be made again, and the files that a dump stands for. */
export function excludesOf(service: Service): Environment {
  const excludes = volumesOf(service).flatMap(([volume, { sqlite, without }]) =>
    [...without, ...sqlite.flatMap((file) => [file, `${file}-wal`, `${file}-shm`])].map((path) => `${pathOf(volume)}/${path}`),
  );
  return excludes.length > 0 ? { BACKUP_EXCLUDES: excludes.join("\n") } : {};
}

/** Whose files they are: one user's, or those of several, which root alone can read. */
export function readerOf({ filesOf, filesOfSeveral }: Service): Pick<JobProps, "runsAs" | "capabilities"> {
  if (filesOfSeveral === undefined) return { runsAs: filesOf };
  return {
    runsAs: root(filesOfSeveral),
    capabilities: { add: ["DAC_OVERRIDE"], reason: "it reads the files of users who let nobody else read them" },
  };
}
