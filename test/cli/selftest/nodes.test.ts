import { expect, test } from "@jest/globals";
import { failedAfter, type Loose, unjudgedAfter } from "./made";

const ready = "nodes are ready and take pods";
const set = "nodes have the labels and taints of generated/hosts";
const version = "nodes run the k3s that generated/hosts is made for";

const changes: readonly [what: string, change: (nas: Loose) => void, check: string, found: string][] = [
  [
    "one that is not ready",
    ({ status }) => Object.assign(status.conditions[0], { status: "Unknown", message: "Kubelet stopped" }),
    ready,
    "is not ready: Kubelet stopped",
  ],
  [
    "one that is short of memory",
    ({ status }) => status.conditions.push({ type: "MemoryPressure", status: "True", message: "little left" }),
    ready,
    "MemoryPressure: little left",
  ],
  ["one that takes no new pods", ({ spec }) => (spec.unschedulable = true), ready, "takes no new pods; kubectl uncordon nas ends that"],
  ["one without its label", ({ metadata }) => (metadata.labels = {}), set, "has not the label mk360.de/site=nas"],
  ["one without its taint", ({ spec }) => (spec.taints = []), set, "has not the taint mk360.de/site=nas:NoSchedule"],
  [
    "one with a taint more",
    ({ spec }) => spec.taints.push({ key: "x", effect: "NoExecute" }),
    set,
    "has the taint x:NoExecute, of which generated/hosts says nothing",
  ],
  [
    "one with another k3s",
    ({ status }) => (status.nodeInfo.kubeletVersion = "v1.35.1+k3s1"),
    version,
    "runs v1.35.1+k3s1, generated/hosts is made for v1.36.3+k3s1",
  ],
];

test.each(changes)("names %s", (_, change, check, found) => {
  const failed = failedAfter((world) => {
    change(world.nodes[1]);
  });
  expect(failed[check]).toEqual([{ object: "Node nas", found }]);
});

test("a node of another name is known by its label", () => {
  const failed = failedAfter((world) => {
    world.nodes[1].metadata.name = "k3d-mk360-agent-0";
    for (const pod of world.pods.values()) if (pod.spec.nodeName === "nas") pod.spec.nodeName = "k3d-mk360-agent-0";
  });
  expect(failed).toEqual({});
});

test("cannot judge the version of a node that is not k3s", () => {
  const unjudged = unjudgedAfter((world) => {
    world.nodes[0].status.nodeInfo.kubeletVersion = "v1.36.3";
  });
  expect(unjudged[version]).toEqual([
    { object: "Node vps", found: "runs v1.36.3, which is not k3s; generated/hosts is made for v1.36.3+k3s1" },
  ]);
});

test("the taint that comes and goes with a node's state is judged as its state", () => {
  const failed = failedAfter((world) => {
    world.nodes[1].spec.taints.push({ key: "node.kubernetes.io/unreachable", effect: "NoSchedule" });
  });
  expect(failed[set]).toBeUndefined();
});
