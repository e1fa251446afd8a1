import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { contractOf } from "../contracts/all";
import { slowestOf, startAlone } from "./alone";
import { Bed } from "./bed/bed";
import { capabilitiesIn } from "./capabilities";
import { runningIn, statusOf } from "./containers";
import { groupOf } from "./control-groups";
import { ofKind, type Program, programs } from "./declared";
import { FirstDay } from "./first-day";
import { conditionOf, type LivePod, podsFor, podsOf, unreadyPrograms } from "./live";
import { killsIn } from "./memory-kills";
import { leaveOut, report } from "./report";

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly volumeName?: string; readonly storageClassName?: string };
  readonly status: { readonly phase: string };
}

interface Volume {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly persistentVolumeReclaimPolicy: string;
    readonly local?: { readonly path: string };
    readonly hostPath?: { readonly path: string };
    readonly nfs?: { readonly path: string };
    readonly nodeAffinity?: unknown;
  };
}

const label = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;

/** It takes a minute, and says how the start of all compares; every start is timed. */
if (!process.env.LONG) leaveOut("the slowest program alone", "it takes a minute; npm run test:long tries it");
const whenLong = process.env.LONG ? test : test.skip;

describe("dist/, as it is committed, on two machines that have never seen it", () => {
  const bed = Bed.here();
  let pods: readonly LivePod[];
  let seconds: number;
  /** Each pod of a program with what dist says of it. */
  const each = (): (readonly [Program, LivePod])[] =>
    programs.flatMap((program) => podsFor(program, pods).map((pod) => [program, pod] as const));

  /** Every container that runs for a program, with what dist says of it and of its pod. */
  const containers = () =>
    runningIn(bed).flatMap(({ namespace, pod, container, pid }) => {
      const found = each().find(([, { metadata }]) => metadata.namespace === namespace && metadata.name === pod);
      const spec = found?.[0].pod.containers.find(({ name }) => name === container);
      return found && spec ? [{ of: `${label(found[0])}: ${container}`, spec, pod: found[0].pod, pid }] : [];
    });

  beforeAll(async () => {
    const owner = new FirstDay(bed);
    await owner.secrets();
    const applied = Date.now();
    await owner.apply();
    await eventually("every program of dist is ready", 400, () => unreadyPrograms(bed));
    seconds = (Date.now() - applied) / 1000;
    report("from one `kubectl apply -R -f dist` to every pod Ready", `${seconds.toFixed(0)} s`);
    pods = await podsOf(bed);
  });

  test("every program of dist has its pods, each on the machine that dist names", () => {
    const misplaced = each().filter(([{ pod }, { spec }]) => spec.nodeName !== pod.nodeSelector?.["mk360.de/site"]);
    expect(misplaced.map(([program, { spec }]) => `${label(program)} runs on ${spec.nodeName}`)).toEqual([]);
    report("pods Ready", `${each().length}`);
  });

  test("no pod of the NAS is sent away, however long the server or the line to it is away", () => {
    const atHome = each().filter(([, { spec }]) => spec.nodeName === "nas");
    // The API server itself gives five minutes to whoever says nothing.
    const ends = atHome.flatMap(
      ([
        program,
        {
          spec: { tolerations = [] },
        },
      ]) =>
        tolerations
          .filter(({ effect, tolerationSeconds }) => effect === "NoExecute" && tolerationSeconds !== undefined)
          .map(({ key, tolerationSeconds }) => `${label(program)} goes ${tolerationSeconds} s after ${key}`),
    );
    expect(ends).toEqual([]);
    expect(atHome.length).toBeGreaterThan(8);
  });

  test("no container was started twice or killed", () => {
    const restarted = each().flatMap(([program, { status }]) =>
      [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
        .filter(({ restartCount }) => restartCount > 0)
        .map(
          ({ name, restartCount, lastState }) =>
            `${label(program)}: ${name} ${restartCount} times, ${JSON.stringify(lastState.terminated)}`,
        ),
    );
    expect(restarted).toEqual([]);
  });

  test("no program starts before the databases that its image demands are ready", () => {
    const early = each().flatMap(([program, pod]) =>
      demandedBy(program.name).flatMap((database) => {
        const found = each().find(([{ name }]) => name === database)?.[1];
        const ready = Date.parse((found && conditionOf(found, "Ready")?.lastTransitionTime) ?? "");
        const began = Math.min(...(pod.status.containerStatuses ?? []).map(({ state }) => Date.parse(state.running?.startedAt ?? "")));
        return ready <= began
          ? []
          : [`${label(program)} began at ${new Date(began).toISOString()}, ${database} was ready at ${new Date(ready).toISOString()}`];
      }),
    );
    expect(early).toEqual([]);
    expect(each().filter(([{ name }]) => demandedBy(name).length > 0).length).toBeGreaterThanOrEqual(7);
  });

  test("no program starts before its own database and its user are there", async () => {
    const made = await madeAt(bed);
    const early = each().flatMap(([program, pod]) => {
      const database = ownDatabases[program.name];
      if (database === undefined) return [];
      const there = made.get(database) ?? Number.NaN;
      const began = Math.min(...(pod.status.containerStatuses ?? []).map(({ state }) => Date.parse(state.running?.startedAt ?? "")));
      // Kubernetes counts whole seconds.
      return there < began + 1000
        ? []
        : [`${label(program)} began at ${new Date(began).toISOString()}, its database was made at ${new Date(there).toISOString()}`];
    });
    expect(early).toEqual([]);
    expect(each().filter(([{ name }]) => name in ownDatabases).length).toBe(Object.keys(ownDatabases).length);
  });

  test("each service that is filled has been filled, by the first try", async () => {
    const filled = async () => {
      const { stdout } = await bed.kubectl("get", "jobs", "-A", "-o", "json");
      const runs = (JSON.parse(stdout).items as SetUpRun[]).filter(({ metadata }) => /-set-up-[0-9a-f]{8}$/.test(metadata.name));
      return runs.map(
        ({ metadata, status }) => `${metadata.name.replace(/-set-up-.*/, "")}: ${status.succeeded ?? 0} good, ${status.failed ?? 0} bad`,
      );
    };
    const wanted = [
      "monica",
      "n8n",
      "opensign-server",
      "paperless-business",
      "paperless-private",
      "uptime-kuma",
      "vaultwarden-business",
      "vaultwarden-private",
    ].map((name) => `${name}: 1 good, 0 bad`);
    await eventually("each service is filled", 200, async () => {
      const now = await filled();
      return wanted.filter((each) => !now.includes(each));
    });
    expect((await filled()).sort()).toEqual(wanted);
  });

  test("every claim is bound to a volume that outlives it", async () => {
    const claims = await bed.plane.api.list<Claim>("/api/v1/persistentvolumeclaims");
    const volumes = await bed.plane.api.list<Volume>("/api/v1/persistentvolumes");
    const wanted = ofKind("PersistentVolumeClaim");
    const faults = wanted.flatMap(({ metadata: { name, namespace = "" } }) => {
      const claim = claims.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
      const volume = volumes.find(({ metadata }) => metadata.name === claim?.spec.volumeName);
      if (!volume) return [`${namespace}/${name} has no volume: ${claim?.status.phase ?? "it is absent"}`];
      return volume.spec.persistentVolumeReclaimPolicy === "Retain" ? [] : [`${namespace}/${name}: its volume goes with it`];
    });
    expect(faults).toEqual([]);
    expect(wanted.length).toBeGreaterThan(20);
  });

  test("what a pod keeps belongs to its group; programs that start as root hand theirs on by themselves", async () => {
    const claims = await bed.plane.api.list<Claim>("/api/v1/persistentvolumeclaims");
    const volumes = await bed.plane.api.list<Volume>("/api/v1/persistentvolumes");
    const faults = each().flatMap(([program, { spec }]) =>
      (program.pod.volumes ?? []).flatMap(({ name, persistentVolumeClaim }) => {
        const claim = claims.find(
          ({ metadata }) => metadata.name === persistentVolumeClaim?.claimName && metadata.namespace === program.namespace,
        );
        if (program.pod.securityContext?.runAsUser === 0) return [];
        const path = volumes.find(({ metadata }) => metadata.name === claim?.spec.volumeName)?.spec.local?.path;
        if (!path) return [];
        const holder = bed.nodes[spec.nodeName as "vps" | "nas"].place.holder;
        const { gid, mode } = statSync(join(`/proc/${holder}/root`, path));
        const group = program.pod.securityContext?.fsGroup;
        return gid === group && (mode & 0o2770) === 0o2770
          ? []
          : [`${label(program)}: ${name} belongs to group ${gid}, not ${group}, mode ${(mode & 0o7777).toString(8)}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  test("every container of dist runs, and is looked at", () => {
    const seen = containers().map(({ of }) => of);
    const wanted = each().flatMap(([program]) => program.pod.containers.map(({ name }) => `${label(program)}: ${name}`));
    expect([...seen].sort()).toEqual([...wanted].sort());
  });

  test("the kernel filters the system calls of each, and gives none of them new rights", () => {
    const open = containers().filter(({ pid }) => statusOf(pid, "Seccomp") !== "2" || statusOf(pid, "NoNewPrivs") !== "1");
    expect(open.map(({ of, pid }) => `${of}: seccomp ${statusOf(pid, "Seccomp")}, no new rights ${statusOf(pid, "NoNewPrivs")}`)).toEqual(
      [],
    );
  });

  test("no program can ever have a capability that dist does not name", () => {
    const faults = containers().flatMap(({ of, spec, pid }) => {
      const bounds = capabilitiesIn(statusOf(pid, "CapBnd")).sort();
      const named = [...(spec.securityContext?.capabilities?.add ?? [])].sort();
      return bounds.join() === named.join() ? [] : [`${of} may have ${bounds.join(" ")}, dist names ${named.join(" ")}`];
    });
    expect(faults).toEqual([]);
  });

  test("each runs as the user that dist names; who is root inside is nobody outside, unless dist says so", () => {
    const faults = containers().flatMap(({ of, spec, pod, pid }) => {
      const uid = Number(statusOf(pid, "Uid").split("\t")[0]);
      const inside = userInside(pid, uid);
      const wanted = spec.securityContext?.runAsUser ?? pod.securityContext?.runAsUser;
      const shifted = uid !== inside;
      if (inside !== wanted) return [`${of} runs as ${inside}, dist says ${wanted}`];
      return shifted === (pod.hostUsers === false)
        ? []
        : [`${of}: user ${inside} is ${uid} on the machine, dist says hostUsers ${pod.hostUsers}`];
    });
    expect(faults).toEqual([]);
  });

  test("the root file system of each can be written exactly where dist does not forbid it", () => {
    const faults = containers().flatMap(({ of, spec, pid }) => {
      const mount = readFileSync(`/proc/${pid}/mountinfo`, "utf8")
        .split("\n")
        .map((line) => line.split(" "))
        .find((fields) => fields[4] === "/");
      const readOnly = mount?.[5]?.split(",").includes("ro") ?? false;
      return readOnly === (spec.securityContext?.readOnlyRootFilesystem === true) ? [] : [`${of}: ${mount?.[5]}`];
    });
    expect(faults).toEqual([]);
  });

  test("the kernel has killed nothing for want of memory", () => {
    const killed = containers().flatMap(({ of, pid }) => {
      const kills = killsIn(groupOf(pid, "memory"));
      return kills === 0 ? [] : [`${of}: ${kills} times`];
    });
    expect(killed).toEqual([]);
  });

  // The last, because it takes a pod away; how long anything takes is said, and fails nothing.
  whenLong("the slowest program starts alone, while all others run", async () => {
    const slowest = slowestOf(pods);
    const alone = await startAlone(bed, slowest);
    report(`the slowest, ${slowest[0].name}, alone from its new pod to Ready`, `${alone} s`);
    report("all at one time, against the slowest alone", `${(seconds / alone).toFixed(1)} times`);
    await eventually("every program is ready again", 240, () => unreadyPrograms(bed));
  });
});

interface SetUpRun {
  readonly metadata: { readonly name: string };
  readonly status: { readonly succeeded?: number; readonly failed?: number };
}

/** As the table of services in the owner's plan names them. */
const ownDatabases: Readonly<Record<string, string>> = {
  "paperless-business": "paperless_business",
  "paperless-private": "paperless_private",
  "vaultwarden-business": "vaultwarden_business",
  "opensign-server": "opensign",
  n8n: "n8n",
  monica: "monica",
  roundcube: "roundcube",
};

/** When each database and its user were there, by the log of the jobs that make them. */
async function madeAt(bed: Bed): Promise<ReadonlyMap<string, number>> {
  const logs = await Promise.all(
    ["postgres-provisioning", "mongodb-provisioning"].map((name) =>
      bed.kubectl("-n", "storage", "logs", "--timestamps", "--tail=-1", "-l", `app.kubernetes.io/name=${name}`),
    ),
  );
  const lines = logs.flatMap(({ stdout }) => stdout.split("\n"));
  const found = lines.map((line) => /^(\S+) (\w+): ready$/.exec(line)).filter((match) => match !== null);
  return new Map(found.map(([, at = "", name = ""]) => [name, Date.parse(at)]));
}

/** The databases without which a program does not work, by what its image is told (test/contracts). */
function demandedBy(name: string): string[] {
  const { env = {}, secretFiles = [], secretValues = [] } = contractOf(name);
  const told = [...Object.keys(env), ...secretFiles, ...secretValues];
  const hears = (pattern: RegExp) => told.some((each) => pattern.test(each));
  return [
    ...(hears(/^(PAPERLESS_DBHOST|DB_HOST|DB_POSTGRESDB_HOST|DATABASE_URL_FILE|ROUNDCUBEMAIL_DB_HOST)$/) ? ["postgres"] : []),
    ...(hears(/^MONGODB_URI$/) ? ["mongodb"] : []),
    ...(hears(/^PAPERLESS_REDIS_FILE$/) ? [name.endsWith("-private") ? "redis-private" : "redis-business"] : []),
  ];
}

/** The user as the container knows it. */
function userInside(pid: number, uid: number): number {
  for (const line of readFileSync(`/proc/${pid}/uid_map`, "utf8").trim().split("\n")) {
    const [inside = 0, start = 0, count = 0] = line.trim().split(/\s+/).map(Number);
    if (uid >= start && uid < start + count) return inside + uid - start;
  }
  return Number.NaN;
}
