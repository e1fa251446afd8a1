import {
  calls,
  capped,
  cores,
  endpoints,
  type Job,
  type JobProps,
  job,
  mebi,
  memory,
  milli,
  Program,
  root,
  type Service,
  shares,
  upTo,
} from "../vocabulary";
import { backedUp, databasesOf, dumpSpace, dumps, excludesOf, pathOf, readerOf, tagOf, volumesOf } from "./contents";
import { backupOf } from "./daily";
import { addsTo, repositoryOnNas } from "./repositories";
import { restic, resticSpace } from "./restic";

/** The way back of one service, a pod for each step. None of them is in dist: whoever restores makes them when he needs them. */
export interface Restore {
  /** Says what is in the repository, and how much room the volumes have. */
  readonly look: Job;
  /** Stores what stands there now, however broken, beside the daily backups. */
  readonly keep: Job;
  /** Puts the snapshot with this id in the place of all that the service keeps. */
  readonly putBack: (snapshot: string) => Job;
}

/** The end of the tag of what stood there before a restore: no daily backup is measured against it, and it goes by its age. */
const before = "before-restore";

const waitedFor = capped(milli(100), cores(2), "the owner waits for it, and the service is away");

/** Undefined for a service whose data no daily backup takes. */
export function restoreOf(service: Service): Restore | undefined {
  if (backedUp([service]).length === 0) return undefined;
  const { name, firstName } = service;
  return {
    look: job(`${firstName}-snapshots`, {
      ...beside(service),
      ...readerOf(service),
      does: `Says which backups of ${name} there are.`,
      ...restic("snapshots.sh", service.side, { ...addsTo(service.side), BACKUP_TAG: tagOf(service), RESTORE_VOLUMES: pathsOf(service) }),
      borrows: volumesOf(service).map(([volume]) => ({ service: name, volume, path: pathOf(volume) })),
    }),
    keep: job(`${firstName}-keep`, {
      ...backupOf(service, { BACKUP_TAG: `${tagOf(service)}.${before}`, YARDSTICK: "none" }, { ALLOW_EMPTY: "yes" }),
      does: `Stores what ${name} has now, before a backup is put back.`,
      cpu: waitedFor,
      retries: 0,
    }),
    putBack: (snapshot) => putBack(service, snapshot),
  };
}

/** Those of the services that have a way back, each with it. */
export function restoresOf(running: readonly Service[]): readonly { readonly service: Service; readonly restore: Restore }[] {
  return running.flatMap((service) => {
    const restore = restoreOf(service);
    return restore ? [{ service, restore }] : [];
  });
}

function putBack(service: Service, snapshot: string): Job {
  const { name, firstName, side } = service;
  const read = { ...addsTo(side), BACKUP_TAG: tagOf(service), RESTORE_SNAPSHOT: snapshot };
  const databases = databasesOf(service).flatMap(({ grant }) => {
    const program = grant.kind.restore?.(grant.name, grant.credential);
    if (!program) return [];
    return [
      new Program(`restore-${grant.name.replaceAll("_", "-")}`, {
        ...program,
        env: { ...program.env, DUMP_DIRECTORY: dumps },
        writes: { ...dumpSpace, "/tmp": upTo(mebi(256)) },
        cpu: waitedFor,
      }),
    ];
  });
  const sqlite = volumesOf(service).flatMap(([volume, decision]) =>
    decision.sqlite.flatMap((file) => [`${dumps}/${file.split("/").at(-1)}`, `${pathOf(volume)}/${file}`]),
  );
  const remade = volumesOf(service).flatMap(([volume, { without }]) => without.map((path) => `${pathOf(volume)}/${path}`));
  const hasDumps = databases.length > 0 || sqlite.length > 0;
  const fetch = new Program("fetch-dumps", {
    ...restic("restore.sh", side, { ...read, RESTORE_DUMPS: dumps }),
    writes: { ...resticSpace, ...dumpSpace },
    ...ofRestic,
  });
  return job(`${firstName}-restore`, {
    ...beside(service),
    ...writerOf(service),
    does: `Puts a backup of ${name} back.`,
    before: [...(hasDumps ? [fetch] : []), ...databases],
    ...restic("restore.sh", side, {
      ...read,
      ...excludesOf(service),
      RESTORE_VOLUMES: pathsOf(service),
      ...(remade.length > 0 ? { RESTORE_REMADE: remade.join("\n") } : {}),
      ...(sqlite.length > 0 ? { RESTORE_SQLITE: sqlite.join("\n") } : {}),
    }),
    writes: { ...resticSpace, ...(hasDumps ? dumpSpace : {}) },
    borrows: volumesOf(service).map(([volume]) => ({ service: name, volume, path: pathOf(volume), writable: true })),
    uses: [
      calls(endpoints.restServer, "reads its backup"),
      ...databasesOf(service).map(({ peer, grant }) => ({ peer, why: `puts the database ${grant.name} back` })),
    ],
  });
}

const ofRestic = {
  memory: memory(mebi(128), mebi(512), "restic holds its index of a few gigabytes of data"),
  cpu: waitedFor,
} as const;

/** In the namespace of the data, on its machine; a restore that fails is tried again by whoever wants it, not by itself. */
function beside({ network, machine, phase, podSecurity, userNamespace, side }: Service) {
  return {
    network,
    machine,
    phase,
    podSecurity,
    ...(userNamespace ? { userNamespace } : {}),
    locks: [shares(repositoryOnNas(side))],
    writes: resticSpace,
    uses: [calls(endpoints.restServer, "reads its backups")],
    retries: 0,
    ...ofRestic,
  } as const;
}

/** Files of several users get their owners back, which root alone may give. */
function writerOf(service: Service): Pick<JobProps, "runsAs" | "capabilities"> {
  const { filesOfSeveral } = service;
  if (filesOfSeveral === undefined) return readerOf(service);
  return {
    runsAs: root(filesOfSeveral),
    // Without FSETID a folder loses the mark that gives its group to what is made in it.
    capabilities: { add: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID"], reason: "it gives files back to the users whose they were" },
  };
}

function pathsOf(service: Service): string {
  return volumesOf(service)
    .map(([volume]) => pathOf(volume))
    .join("\n");
}
