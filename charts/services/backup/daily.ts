import {
  type BackupDecision,
  type Config,
  calls,
  capped,
  cores,
  type Environment,
  endpoints,
  gibi,
  holdsData,
  images,
  type Job,
  type JobProps,
  job,
  mebi,
  memory,
  milli,
  Program,
  root,
  type Schedule,
  type Scratch,
  type Service,
  shares,
  type Use,
  upTo,
} from "../vocabulary";
import { clusterStoreTag } from "./cluster-store";
import dumpSqlite from "./dump-sqlite.mjs";
import { addsTo, type Repository, repositoryOnNas } from "./repositories";
import { restic } from "./restic";
import { slotOf } from "./slot";
import { watched } from "./watched";

type Daily = Extract<BackupDecision, { kind: "daily" }>;

const dumps = "/backup/dumps";
const polite = "a backup has the whole night";

/** One job a service: its databases are dumped, its volumes read, both stored in the repository of its side. */
export function dailyBackups(running: readonly Service[], { backup: { dailyAt, cleanedUp } }: Config): Job[] {
  return backedUp(running).map((service) => dailyBackup(service, slotOf(service, dailyAt), cleanedUp[service.name]));
}

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

function dailyBackup(service: Service, schedule: Schedule, cleanedUp: string | undefined): Job {
  const { name, firstName, network, machine, phase, podSecurity, userNamespace, side } = service;
  const before = [
    ...service.uses.flatMap((use) => dumpsOfDatabase(use)),
    // Nobody has made a table in it yet.
    ...service.provides.flatMap((use) => dumpsOfDatabase(use, { ALLOW_EMPTY: "yes" })),
    ...volumesOf(service).flatMap(([volume, decision]) => dumpsOfSqlite(volume, decision)),
  ];
  const sources = [...(before.length > 0 ? [dumps] : []), ...volumesOf(service).map(([volume]) => pathOf(volume))];
  const excludes = volumesOf(service).flatMap(([volume, decision]) => excludesOf(volume, decision));
  return job(`${firstName}-backup`, {
    does: `Backs up ${name} to the NAS.`,
    network,
    machine,
    phase,
    // In the namespace of the data, and as the user whose files they are.
    podSecurity,
    ...(userNamespace ? { userNamespace } : {}),
    ...readerOf(service),
    schedule,
    timeFrom: "backup.dailyAt",
    locks: [shares(repositoryOnNas(side))],
    watch: watched(),
    ...restic("backup.sh", side, {
      ...addsTo(side),
      BACKUP_TAG: tagOf(service),
      // What config.yaml knows it by.
      ...(tagOf(service) === name ? {} : { BACKUP_SERVICE: name }),
      BACKUP_SOURCES: sources.join("\n"),
      ...(before.length > 0 ? { BACKUP_DUMPS: dumps } : {}),
      ...(cleanedUp ? { CLEANED_UP: cleanedUp } : {}),
      ...(excludes.length > 0 ? { BACKUP_EXCLUDES: excludes.join("\n") } : {}),
    }),
    before,
    writes: { "/cache": upTo(gibi(2)), "/tmp": upTo(mebi(256)), ...(before.length > 0 ? dumpSpace : {}) },
    borrows: volumesOf(service).map(([volume]) => ({ service: name, volume, path: pathOf(volume) })),
    uses: [calls(endpoints.restServer, "stores its backup"), ...databasesOf(service).map(useOfDatabase)],
    memory: memory(mebi(128), mebi(512), "restic holds its index of a few gigabytes of data"),
    cpu: capped(milli(50), cores(1), polite),
  });
}

/** Who reads the files: their user, or root where they are of several; what it reads is mounted to be read alone. */
function readerOf({ filesOf, filesOfSeveral }: Service): Pick<JobProps, "runsAs" | "capabilities"> {
  if (filesOfSeveral === undefined) return { runsAs: filesOf };
  return {
    runsAs: root(filesOfSeveral),
    capabilities: { add: ["DAC_OVERRIDE"], reason: "it reads the files of users who let nobody else read them" },
  };
}

const dumpSpace: Record<string, Scratch> = { [dumps]: upTo(gibi(4)) };

function databasesOf(service: Service): Use[] {
  return [...service.uses, ...service.provides].filter(isOfDatabase);
}

function isOfDatabase({ grant }: Use): boolean {
  return grant !== undefined && holdsData(grant);
}

function volumesOf(service: Service): [name: string, decision: Daily][] {
  return Object.entries(service.keeps).flatMap(([name, { backup }]) =>
    backup.kind === "daily" ? [[name, backup] as [string, Daily]] : [],
  );
}

function pathOf(volume: string): string {
  return `/backup/${volume}`;
}

function useOfDatabase({ peer, grant }: Use): Use {
  return { peer, why: `dumps the database ${grant?.name}` };
}

function dumpsOfDatabase({ grant }: Use, options: Environment = {}): Program[] {
  const dump = grant?.kind.dump?.(grant.name, grant.credential);
  if (!grant || !dump) return [];
  const { env, ...program } = dump;
  const props = {
    ...program,
    env: { ...env, DUMP_DIRECTORY: dumps, ...options },
    writes: { ...dumpSpace, "/tmp": upTo(mebi(256)) },
    cpu: capped(milli(50), cores(1), polite),
  };
  return [new Program(`dump-${grant.name.replaceAll("_", "-")}`, props)];
}

function dumpsOfSqlite(volume: string, { sqlite }: Daily): Program[] {
  return sqlite.map(
    (file, index) =>
      new Program(`dump-${volume}-${index}`, {
        image: images.node,
        command: ["node", "--disable-warning=ExperimentalWarning", "/scripts/dump-sqlite.mjs"],
        files: { "/scripts/dump-sqlite.mjs": dumpSqlite },
        env: { SQLITE_SOURCE: `${pathOf(volume)}/${file}`, DUMP_DIRECTORY: dumps, HOME: "/tmp", NODE_OPTIONS: "--max-old-space-size=96" },
        writes: { ...dumpSpace, "/tmp": upTo(mebi(256)) },
        memory: memory(mebi(64), mebi(192), "Node with a database of a few megabytes"),
        cpu: capped(milli(50), cores(1), polite),
      }),
  );
}

/** What the snapshot leaves out: what can be made again, and the files that a dump stands for. */
function excludesOf(volume: string, { sqlite, without }: Daily): string[] {
  return [...without, ...sqlite.flatMap((file) => [file, `${file}-wal`, `${file}-shm`])].map((path) => `${pathOf(volume)}/${path}`);
}
