import {
  type Config,
  calls,
  capped,
  cores,
  type Environment,
  endpoints,
  images,
  type Job,
  type JobProps,
  job,
  mebi,
  memory,
  milli,
  Program,
  type Schedule,
  type Service,
  shares,
  type Use,
  upTo,
} from "../vocabulary";
import { backedUp, databasesOf, dumpSpace, dumps, excludesOf, pathOf, readerOf, tagOf, volumesOf } from "./contents";
import dumpSqlite from "./dump-sqlite.mjs";
import { addsTo, repositoryOnNas } from "./repositories";
import { restic, resticSpace } from "./restic";
import { slotOf } from "./slot";
import { watched } from "./watched";

const polite = "a backup has the whole night";

/** One job a service: its databases are dumped, its volumes read, both stored in the repository of its side. */
export function dailyBackups(running: readonly Service[], { backup: { dailyAt, cleanedUp } }: Config): Job[] {
  return backedUp(running).map((service) => dailyBackup(service, slotOf(service, dailyAt), cleanedUp[service.name]));
}

function dailyBackup(service: Service, schedule: Schedule, cleanedUp: string | undefined): Job {
  const { name, firstName } = service;
  return job(`${firstName}-backup`, {
    ...backupOf(service, {
      BACKUP_TAG: tagOf(service),
      // What config.yaml knows it by.
      ...(tagOf(service) === name ? {} : { BACKUP_SERVICE: name }),
      ...(cleanedUp ? { CLEANED_UP: cleanedUp } : {}),
    }),
    does: `Backs up ${name} to the NAS.`,
    schedule,
    timeFrom: "backup.dailyAt",
    watch: watched(),
  });
}

/** What stores all that a service keeps, at whatever time; `dumping` is told to what dumps its databases. */
export function backupOf(service: Service, env: Environment, dumping: Environment = {}): Omit<JobProps, "does"> {
  const { name, network, machine, phase, podSecurity, userNamespace, side } = service;
  const before = [
    ...service.uses.flatMap((use) => dumpsOfDatabase(use, dumping)),
    // Nobody has made a table in it yet.
    ...service.provides.flatMap((use) => dumpsOfDatabase(use, { ALLOW_EMPTY: "yes" })),
    ...volumesOf(service).flatMap(([volume, { sqlite }]) => dumpsOfSqlite(volume, sqlite)),
  ];
  const sources = [...(before.length > 0 ? [dumps] : []), ...volumesOf(service).map(([volume]) => pathOf(volume))];
  return {
    network,
    machine,
    phase,
    // In the namespace of the data, and as the user whose files they are.
    podSecurity,
    ...(userNamespace ? { userNamespace } : {}),
    ...readerOf(service),
    locks: [shares(repositoryOnNas(side))],
    ...restic("backup.sh", side, {
      ...addsTo(side),
      ...env,
      BACKUP_SOURCES: sources.join("\n"),
      ...(before.length > 0 ? { BACKUP_DUMPS: dumps } : {}),
      ...excludesOf(service),
    }),
    before,
    writes: { ...resticSpace, ...(before.length > 0 ? dumpSpace : {}) },
    borrows: volumesOf(service).map(([volume]) => ({ service: name, volume, path: pathOf(volume) })),
    uses: [
      calls(endpoints.restServer, "stores its backup"),
      ...databasesOf(service).map(({ peer, grant }) => ({ peer, why: `dumps the database ${grant.name}` })),
    ],
    memory: memory(mebi(128), mebi(512), "restic holds its index of a few gigabytes of data"),
    cpu: capped(milli(50), cores(1), polite),
  };
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

function dumpsOfSqlite(volume: string, sqlite: readonly string[]): Program[] {
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
