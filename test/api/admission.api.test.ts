import { expect, test } from "@jest/globals";
import { type Footprint, footprintOf, larger, nothing, plus, roomForJobs } from "../../charts/model/capacity/footprint";
import { type Namespace, namespaces } from "../../charts/model/network/network";
import { outputsOf } from "../../charts/output/outputs";
import { restoresOf } from "../../charts/services/backup/restore";
import { amount } from "../../cli/cluster/quantity";
import { stepObjects } from "../../cli/restore/pod";
import { stackOf } from "../support/stack";
import { messageOf } from "./api";
import { notAsDeclared } from "./as-declared";
import type { Cluster } from "./cluster";
import { eventually } from "./eventually";
import { type GuestOptions, guestPod, type Wish } from "./guest";
import { describeOnCluster } from "./suite";

const stack = stackOf();
const { dist } = outputsOf(stack, { state: [], released: [] });
const inhabited = namespaces.filter((namespace) => stack.workloads.some((workload) => workload.namespace === namespace));
const empty = namespaces.filter((namespace) => !inhabited.includes(namespace));
const restoring = restoresOf(stack.services).flatMap(({ service, restore: { look, keep, putBack } }) =>
  [look, keep, putBack("abc")].flatMap((job) =>
    stepObjects(stack, job, `${service.firstName}-backup`)
      .filter(({ kind }) => kind === "Job")
      .map(({ spec }) => ({ namespace: job.namespace.name, name: job.name, template: (spec as { readonly template: Template }).template })),
  ),
);
const mebibyte = 1024 ** 2;
const small: Wish = { cpu: 1, memory: mebibyte, memoryLimit: mebibyte, disk: mebibyte };

describeOnCluster("the namespaces of a running stack", (cluster) => {
  test("hold all of it", async () => {
    expect((await cluster().apply(dist)).code).toBe(0);
    await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack));
  });

  test.each(namespaces)("$name takes no more than its quota", async ({ name }) => {
    await eventually("the quota's controller has counted", 60, async () => {
      const { hard, used } = await quotaOf(cluster(), name);
      return Object.keys(hard).filter((key) => used[key] === undefined);
    });
    const { hard, used } = await quotaOf(cluster(), name);
    expect(Object.keys(hard).filter((key) => amount(used[key] ?? "") > amount(hard[key] ?? ""))).toEqual([]);
  });

  test.each(inhabited)("$name has room for two jobs and one update, and for nothing more", async (namespace) => {
    const room = wishOf(roomOf(namespace));
    const containers = await containersFor(cluster(), namespace, room);
    await eventually("the quota's controller has counted", 60, async () => {
      const answer = await tryPod(cluster(), namespace, room, { containers });
      return answer === "accepted" ? [] : [answer];
    });
    for (const [resource, more] of beyond(room)) {
      expect(await tryPod(cluster(), namespace, more, { containers })).toMatch(new RegExp(`exceeded quota: budget, .*${resource}=`));
    }
  });

  if (empty.length > 0) {
    test.each(empty)("$name, where nothing runs yet, takes no pod at all", async (namespace) => {
      expect(await tryPod(cluster(), namespace, small)).toMatch(/exceeded quota: budget|maximum memory usage/);
    });
  }

  test.each(inhabited)("$name refuses a container larger than its largest", async (namespace) => {
    const limit = (await largestContainer(cluster(), namespace)) + mebibyte;
    expect(await tryPod(cluster(), namespace, { ...small, memoryLimit: limit })).toMatch(/maximum memory usage per Container/);
  });

  test.each(namespaces.filter(({ enforce }) => enforce === "restricted"))("$name refuses a pod that runs as root", async (namespace) => {
    const security = { runAsNonRoot: false, runAsUser: 0 };
    expect(await tryPod(cluster(), namespace, small, { security })).toMatch(/violates PodSecurity "restricted:latest".*runAsUser=0/);
  });

  test.each(namespaces.filter(({ enforce }) => enforce !== "privileged"))(
    "$name refuses a pod on the machine's network",
    async (namespace) => {
      expect(await tryPod(cluster(), namespace, small, { spec: { hostNetwork: true } })).toMatch(/violates PodSecurity .*host namespaces/);
    },
  );

  test.each(restoring)(
    "$namespace takes the pod of $name, which a restore starts, beside all that runs",
    async ({ namespace, name, template }) => {
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { ...template.metadata, name }, spec: template.spec };
      const answer = await cluster().api.send("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod);
      expect(answer.code === 201 ? "accepted" : messageOf(answer)).toBe("accepted");
    },
  );

  test("public gives a container that says nothing a request and a limit", async () => {
    const { spec } = guestPod("bare", small) as { spec: { containers: object[] } };
    const bare = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "bare" },
      spec: { containers: [{ ...spec.containers[0], resources: {} }] },
    };
    const answer = await cluster().api.send("POST", "/api/v1/namespaces/public/pods?dryRun=All", bare);
    expect((answer.body as typeof bare).spec.containers).toMatchObject([
      { resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } } },
    ]);
  });
});

interface Template {
  readonly metadata: object;
  readonly spec: object;
}

interface Quota {
  readonly hard: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
}

interface LimitRange {
  readonly spec: {
    readonly limits: readonly { readonly max: { readonly memory: string } }[];
  };
}

async function quotaOf(cluster: Cluster, namespace: string): Promise<Quota> {
  const quota = await cluster.api.get<{ status: Partial<Quota> }>(`/api/v1/namespaces/${namespace}/resourcequotas/budget`);
  return { hard: quota?.status.hard ?? { pods: "?" }, used: quota?.status.used ?? {} };
}

/** What the model leaves free beside the services that run: the two largest jobs, and the largest service a second time. */
function roomOf(namespace: Namespace): Footprint {
  const jobs = stack.jobs.filter((job) => job.namespace === namespace);
  const services = stack.services.filter((service) => service.namespace === namespace);
  return plus(roomForJobs(jobs), services.map(footprintOf).reduce(larger, nothing));
}

function wishOf({ cpu, memory, memoryLimit, disk }: Footprint): Wish {
  return { cpu: cpu.millicores, memory: memory.bytes, memoryLimit: memoryLimit.bytes, disk: disk.bytes };
}

/** The same wish with one of its amounts a little larger. */
function beyond(room: Wish): [resource: string, wish: Wish][] {
  return [
    ["requests.cpu", { ...room, cpu: room.cpu + 1 }],
    ["limits.memory", { ...room, memoryLimit: room.memoryLimit + 1 }],
    ["requests.memory", { ...room, memory: room.memory + 1, memoryLimit: Math.max(room.memoryLimit, room.memory + 1) }],
    ["limits.ephemeral-storage", { ...room, disk: room.disk + 1 }],
  ];
}

/** As many as it takes for none to be larger than the limit range allows, with a little to spare. */
async function containersFor(cluster: Cluster, namespace: Namespace, { memoryLimit }: Wish): Promise<number> {
  return Math.ceil(memoryLimit / (await largestContainer(cluster, namespace))) + 1;
}

async function largestContainer(cluster: Cluster, { name }: Namespace): Promise<number> {
  const range = await cluster.api.get<LimitRange>(`/api/v1/namespaces/${name}/limitranges/limits`);
  return amount(range?.spec.limits[0]?.max.memory ?? "");
}

/** "accepted", or why not. Every check is made and nothing is kept. */
async function tryPod(cluster: Cluster, { name }: Namespace, wish: Wish, options?: GuestOptions): Promise<string> {
  const answer = await cluster.api.send("POST", `/api/v1/namespaces/${name}/pods?dryRun=All`, guestPod("guest", wish, options));
  return answer.code === 201 ? "accepted" : messageOf(answer);
}
