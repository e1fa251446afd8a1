import { watched } from "../../backup/watched";
import {
  answers,
  type Context,
  calls,
  capped,
  cores,
  customers,
  days,
  endpoints,
  gibi,
  health,
  hot,
  hours,
  images,
  job,
  kubernetesApi,
  mebi,
  memory,
  milli,
  type NamedMachine,
  nasVm,
  notBackedUp,
  root,
  Schedule,
  type Service,
  type Size,
  server,
  service,
  share,
  tcp,
  upTo,
  user,
} from "../../vocabulary";
import oldestLogScript from "./oldest-log.mjs";

/** How long a line is kept; legal reasons for more are the matter of Paperless, not of logs. */
const daysKept = 90;
const kept = days(daysKept);
const at = endpoints.victoriaLogs;
const runsAs = user(1000);

const usualRoom = gibi(10);
const roomFor = ({ config }: Context): Size => config.volumes["victoria-logs/logs"] ?? usualRoom;
/** The rest is for the parts that are being merged. */
const limitOf = (context: Context): Size => roomFor(context).times(0.9);
/** Below it no line is taken any more: a volume is held to its size, and a write that fails would end the program. */
const leftOf = (context: Context): Size => roomFor(context).times(0.02);

/**
 * Bytes a second that one machine may send, compressed. The disk limit drops whole days, and never the two newest: so they
 * must not be able to outgrow it, even when a program floods for all of them. Half of it is left for how they are stored.
 */
const paceOf = (context: Context): number => Math.floor(limitOf(context).bytes / 2 / context.machines.length / days(2).seconds);

const oldestLog = job("oldest-log", {
  does: `Looks whether each machine sends its logs, and whether those of ${kept} are still there or a flood has pushed them out.`,
  network: "ops",
  machine: "vps",
  phase: 3,
  image: images.node,
  runsAs,
  command: ["node", "/scripts/oldest-log.mjs"],
  files: { "/scripts/oldest-log.mjs": oldestLogScript },
  env: {
    VICTORIA_LOGS: `http://${at.address}`,
    KEPT_DAYS: `${daysKept}`,
    MACHINES: ({ machines, runs }) => `${machines.filter(({ name }) => runs(`vlagent-${name}`)).length}`,
    MEMORY_FILE: "/logs/oldest-line",
    NODE_OPTIONS: "--max-old-space-size=32",
    HOME: "/tmp",
  },
  uses: [calls(at, "asks for the oldest line")],
  borrows: [{ service: "victoria-logs", volume: "logs", path: "/logs", writable: true }],
  memory: memory(mebi(48), mebi(96), "Node with one answer of a few kilobytes; the heap ends at 32 MB"),
  cpu: capped(milli(20), milli(500), "it has the whole day"),
  schedule: Schedule.daily("06:50"),
  endsWithin: hours(1),
  watch: watched(),
});

export const victoriaLogs = service("victoria-logs", {
  does: `Keeps the logs of all programs for ${kept} and finds in them.`,
  network: "ops",
  machine: "vps",
  phase: 3,
  image: images["victoria-logs"],
  runsAs,
  args: [
    "-storageDataPath=/logs",
    // A bare number would be months.
    `-retentionPeriod=${daysKept}d`,
    // Of more the oldest days go, but for the two newest.
    (context) => `-retention.maxDiskSpaceUsageBytes=${limitOf(context).bytes}`,
    (context) => `-storage.minFreeDiskSpaceBytes=${leftOf(context).bytes}`,
    `-memory.allowedBytes=${mebi(96).bytes}`,
    `-httpListenAddr=:${at.number}`,
  ],
  env: { GOMEMLIMIT: "224MiB" },
  ports: at.ports,
  keeps: {
    logs: hot(
      usualRoom,
      "/logs",
      `the logs of ${kept}`,
      notBackedUp("they explain the last weeks; after a loss of the machine they begin anew"),
    ),
  },
  memory: memory(
    mebi(128),
    mebi(256),
    "measured: 192 MiB while 100,000 lines come at once, the third time; caches end at 96 MiB, Go's own limit is 224 MiB",
  ),
  cpu: capped(milli(50), cores(1), "a search through 90 days would starve the rest"),
  health: health({ ready: answers("http", "/health") }),
  jobs: [oldestLog],
  personalData: [
    customers("addresses of visitors and names in the lines that programs write", "finding of faults, defence against attacks", kept),
  ],
});

/** Reads what the programs of one machine write and sends it on; what cannot be sent waits on the machine's own disk. */
export function vlagent({ name, words }: NamedMachine): Service {
  return service(`vlagent-${name}`, {
    does: `Sends the logs of the ${words} to VictoriaLogs.`,
    network: "ops",
    machine: name,
    phase: 3,
    everyNode: true,
    podSecurity: "privileged",
    image: images.vlagent,
    runsAs: root("the logs of pods belong to root and nobody else may read them"),
    args: [
      "-kubernetesCollector",
      `-remoteWrite.url=http://${at.address}/insert/native`,
      "-tmpDataPath=/var/lib/vlagent",
      `-remoteWrite.maxDiskUsagePerURL=${mebi(512).bytes}`,
      // What floods waits on this machine, and the oldest of it goes.
      (context) => `-remoteWrite.rateLimit=${paceOf(context)}`,
      // Its own lines would make new lines for ever.
      "-envflag.enable",
      "-kubernetesCollector.excludeFilter=kubernetes.pod_name:=%{HOSTNAME}",
      "-httpListenAddr=:9429",
    ],
    env: { GOMEMLIMIT: "112MiB" },
    host: {
      reason: "the logs of pods are files of the machine, and what was read so far must outlive the pod",
      paths: [
        // Not all of /var/log: the machine's own logs lie there too, and root reads them.
        { path: "/var/log/containers", at: "/var/log/containers", why: "finds the logs of pods: links into the other folder" },
        { path: "/var/log/pods", at: "/var/log/pods", why: "reads the logs of pods, which are files of the machine" },
        { path: "/var/lib/vlagent", at: "/var/lib/vlagent", why: "what was read so far must outlive the pod", writable: true },
      ],
    },
    kubernetes: {
      reason: "the name of a log file becomes the pod, its namespace and its labels",
      rules: [
        { groups: [""], resources: ["pods"], verbs: ["get", "list", "watch"], why: "learns which pod a new log file belongs to" },
        { groups: [""], resources: ["nodes"], verbs: ["get"], why: "gives each line the labels of its node" },
        { groups: [""], resources: ["namespaces"], verbs: ["list"], why: "gives each line the labels of its namespace" },
      ],
    },
    uses: [calls(at, "sends the lines"), kubernetesApi("learns which pod wrote a file")],
    writes: { "/tmp": upTo(mebi(16)) },
    ports: { http: tcp(9429) },
    memory: memory(mebi(64), mebi(128), "measured: 49 MiB while 50,000 lines come at once; its own limit is 112 MiB"),
    cpu: share(milli(30)),
    health: health({ ready: answers("http", "/health") }),
  });
}

export const vlagentVps = vlagent(server);
export const vlagentNas = vlagent(nasVm);
