import { describe, expect, test } from "@jest/globals";
import { Credential, random } from "../../../charts/model/access/credential";
import { serviceRows } from "../../../cli/status/services";
import type { Snapshot } from "../../../cli/status/snapshot";
import { catalogueOf, exampleService } from "../../support/example";
import { stackOf } from "../../support/stack";
import { ago, container, deployment, metadata, node, pod, snapshot } from "./made";

const key = new Credential("key", "opens it", { key: random() });
const shop = exampleService("shop", { env: { KEY: key.value("key") } });
const stack = stackOf({}, catalogueOf([shop]));
const there = [{ ...metadata(shop), name: "key" }];
const none = { readyReplicas: 0, updatedReplicas: 1 };

function rowIn(parts: Partial<Snapshot>, status = none) {
  const controllers = { Deployment: [deployment(shop, status)], StatefulSet: [], DaemonSet: [] };
  return serviceRows(stack, snapshot({ controllers, secrets: there, ...parts }))[0];
}

describe("a service that is ready", () => {
  const ready = { readyReplicas: 1, updatedReplicas: 1 };

  test("is well, with the age and the restarts of its pod", () => {
    const pods = [pod(shop, { containerStatuses: [container({ ready: true, restartCount: 2 })] })];
    expect(rowIn({ pods }, ready)).toMatchObject({ verdict: "ok", ready: 1, wanted: 1, restarts: 2, since: ago(3 * 24 * 60) });
  });

  test("is to be looked at when it was started again within the hour", () => {
    const ended = { reason: "OOMKilled", exitCode: 137, finishedAt: ago(59) };
    const pods = [pod(shop, { containerStatuses: [container({ ready: true, restartCount: 1, lastState: { terminated: ended } })] })];
    expect(rowIn({ pods }, ready)).toMatchObject({ verdict: "warning", problem: "started again 59 min ago: OOMKilled" });
  });

  test("is well again when the restart is longer ago", () => {
    const ended = { reason: "OOMKilled", exitCode: 137, finishedAt: ago(61) };
    const pods = [pod(shop, { containerStatuses: [container({ ready: true, restartCount: 1, lastState: { terminated: ended } })] })];
    expect(rowIn({ pods }, ready)?.verdict).toBe("ok");
  });

  test.each([
    ["no pod yet", { readyReplicas: 1, updatedReplicas: 0, replicas: 1 }],
    // As a real controller counts it: the new pod is there, and the one of before is the one that is ready.
    ["a pod that is not ready", { readyReplicas: 1, updatedReplicas: 1, replicas: 2 }],
  ])("is being rolled out while its newest form has %s, and wrong when that does not come up", (_, behind) => {
    expect(rowIn({ pods: [pod(shop)] }, behind)).toMatchObject({ verdict: "warning" });
    const stuck = pod(shop, {
      containerStatuses: [container({ state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } } })],
    });
    expect(rowIn({ pods: [pod(shop), stuck] }, behind)).toMatchObject({
      verdict: "wrong",
      problem: "its new version does not come up: main: ImagePullBackOff, no such image",
    });
  });
});

describe("a service that is not ready", () => {
  test("is missing when it has no controller of its kind", () => {
    const controllers = { Deployment: [], StatefulSet: [deployment(shop)], DaemonSet: [] };
    expect(rowIn({ controllers })).toMatchObject({ verdict: "wrong", problem: "missing: Deployment public/shop" });
  });

  test("is scaled to nothing", () => {
    const controllers = { Deployment: [{ ...deployment(shop, none), spec: { replicas: 0 } }], StatefulSet: [], DaemonSet: [] };
    expect(rowIn({ controllers })?.problem).toContain("kubectl -n public scale deployment shop --replicas=1");
  });

  test("has a node that is away, although its pod is still said to be ready", () => {
    const away = node("vps", { status: { conditions: [{ type: "Ready", status: "Unknown" }] } });
    const ready = { readyReplicas: 1, updatedReplicas: 1 };
    expect(rowIn({ nodes: [away], pods: [pod(shop)] }, ready)).toMatchObject({ verdict: "wrong", problem: "its node vps is not ready" });
  });

  describe("because of its machine, where no pod of it ever was", () => {
    const away = node("vps", { status: { conditions: [{ type: "Ready", status: "False" }] } });
    const waiting = pod(shop, { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message: "0/2 nodes" }] });
    const agent = exampleService("agent", { everyNode: true });
    const agents = stackOf({}, catalogueOf([agent]));
    const rowOfAgent = (nodes: Snapshot["nodes"]) => {
      const daemon = { ...deployment(agent, { observedGeneration: 1, desiredNumberScheduled: 0 }), spec: {} };
      return serviceRows(agents, snapshot({ controllers: { Deployment: [], StatefulSet: [], DaemonSet: [daemon] }, nodes }))[0];
    };

    test.each([
      ["its node is not ready", [away, node("nas")], "its node vps is not ready"],
      ["there is no such node", [node("nas")], "there is no node of the kind vps"],
    ])("says that %s, of a pod that waits and of an agent that no node wants", (_, nodes, problem) => {
      expect(rowIn({ nodes, pods: [waiting] })).toMatchObject({ verdict: "wrong", problem });
      expect(rowIn({ nodes })).toMatchObject({ verdict: "wrong", problem });
      expect(rowOfAgent(nodes)).toMatchObject({ verdict: "wrong", problem });
    });

    test("says that no node takes an agent where its node is ready", () => {
      expect(rowOfAgent([node("vps"), node("nas")])?.problem).toBe("no node of the kind vps takes it");
    });
  });

  test("finds no node, in the scheduler's first sentence", () => {
    const message = "0/2 nodes are available: 2 Insufficient memory. preemption: 0/2 nodes are available.";
    const waiting = pod(shop, { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message }] });
    expect(rowIn({ pods: [waiting] })?.problem).toBe("finds no node: 0/2 nodes are available: 2 Insufficient memory");
  });

  test("waits for a Secret that is not there", () => {
    expect(rowIn({ pods: [pod(shop, { phase: "Pending" })], secrets: [] })?.problem).toBe("waits for the Secret public/key");
  });

  test("is starting within the time that its health allows, and wrong after it", () => {
    const young = pod(shop, {}, { creationTimestamp: ago(1) });
    const old = pod(shop, {}, { creationTimestamp: ago(3) });
    expect(rowIn({ pods: [young] })).toMatchObject({ verdict: "warning", problem: "starting for 60 s" });
    expect(rowIn({ pods: [old] })).toMatchObject({
      verdict: "wrong",
      problem: expect.stringContaining("runs but is not ready after 3 min"),
    });
  });

  test("is not blamed for a pod that an eviction left behind", () => {
    const evicted = pod(shop, { phase: "Failed", reason: "Evicted" }, { name: "old" });
    const young = pod(shop, {}, { creationTimestamp: ago(1) });
    expect(rowIn({ pods: [evicted, young] })?.problem).toBe("starting for 60 s");
    expect(rowIn({ pods: [evicted] })?.problem).toBe("failed: Evicted");
  });

  test("has no pod at all", () => {
    expect(rowIn({ pods: [] })?.problem).toContain("no pod");
  });
});
