import { expect, test } from "@jest/globals";
import { failedAfter, type Loose, type World } from "./made";

const ready = "every pod that dist wants is there and ready";
const placed = "pods run on the machine that dist names";
const restarted = "no container was started again";

const changes: readonly [what: string, change: (pod: Loose, world: World) => void, check: string, found: string][] = [
  ["one on the wrong machine", (pod) => (pod.spec.nodeName = "nas"), placed, "runs on nas, which has not mk360.de/site=vps"],
  ["one on a machine that is gone", (pod) => (pod.spec.nodeName = "old"), placed, "runs on old, which has not mk360.de/site=vps"],
  [
    "a container that was over its memory",
    (pod) =>
      Object.assign(pod.status.containerStatuses[0], {
        restartCount: 1,
        lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
      }),
    restarted,
    "n8n was started again 1 time, last by OOMKilled with exit code 137",
  ],
  [
    "an init container that was started again",
    (pod) => Object.assign(pod.status.initContainerStatuses[0], { name: "wait", restartCount: 3 }),
    restarted,
    "wait was started again 3 times",
  ],
  [
    "a container that waits, though the pod says that it is ready",
    (pod) => Object.assign(pod.status.containerStatuses[0], { state: { waiting: { reason: "CrashLoopBackOff" } } }),
    ready,
    "n8n waits: CrashLoopBackOff",
  ],
  ["one that is not ready", (pod) => (pod.status.conditions[0].status = "False"), ready, "is Running and not ready"],
  [
    "one without a machine",
    (pod) =>
      Object.assign(pod, {
        spec: { ...pod.spec, nodeName: undefined },
        status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message: "0/2 nodes" }] },
      }),
    ready,
    "finds no machine: 0/2 nodes",
  ],
];

test.each(changes)("names %s", (_, change, check, found) => {
  const failed = failedAfter((world) => {
    change(world.pod("n8n"), world);
  });
  expect(failed).toEqual({ [check]: [{ object: "Pod public/n8n-0", found }] });
});

test.each([
  ["n8n", "Deployment public/n8n"],
  ["postgres", "StatefulSet storage/postgres"],
  ["netdata-nas", "DaemonSet agents/netdata-nas"],
])("names the controller of %s when it has no pod", (workload, object) => {
  expect(failedAfter((world) => world.pods.delete(workload))).toEqual({ [ready]: [{ object, found: "has 0 pods, dist wants 1" }] });
});

test("a pod that is being stopped counts for nothing", () => {
  const failed = failedAfter((world) => {
    world.pod("n8n").metadata.deletionTimestamp = "2026-11-24T11:59:59Z";
  });
  expect(failed[ready]).toEqual([{ object: "Deployment public/n8n", found: "has 0 pods, dist wants 1" }]);
});

test("a node more of a kind wants a pod more of what runs on each", () => {
  const failed = failedAfter((world) => {
    world.nodes.push({ ...structuredClone(world.nodes[0]), metadata: { ...world.nodes[0].metadata, name: "vps2" } });
  });
  expect(failed[ready]?.map(({ object, found }) => [object, found])).toContainEqual([
    "DaemonSet agents/netdata-vps",
    "has 1 pods, dist wants 2",
  ]);
});

test.each([
  ["Deployment public/n8n", { updatedReplicas: 0 }],
  ["StatefulSet storage/postgres", { updatedReplicas: 0 }],
  ["DaemonSet agents/netdata-nas", { updatedNumberScheduled: 0 }],
])("names %s when its pods are those of before", (object, status) => {
  const failed = failedAfter((world) => {
    Object.assign(world.object(object).status, status);
  });
  expect(failed).toEqual({ [ready]: [{ object, found: "runs in an older form: 0 of 1 pods are as applied last" }] });
});

test("names a controller that has not taken up what was applied last", () => {
  const failed = failedAfter((world) => {
    world.object("Deployment public/n8n").metadata.generation = 3;
  });
  expect(failed[ready]?.map(({ object }) => object)).toEqual(["Deployment public/n8n"]);
});
