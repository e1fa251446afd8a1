import { expect, test } from "@jest/globals";
import { failedAfter, World } from "./made";

test("a cluster that has and runs what dist says passes every check, and each looks at something", () => {
  const checks = new World().checks();
  expect(checks.filter(({ outcome }) => outcome === "failed").map(({ name, failed }) => [name, failed])).toEqual([]);
  expect(checks.filter(({ looked }) => looked === 0)).toEqual([]);
});

test("a node that is gone is named by each check that misses it, and none of them breaks", () => {
  const failed = failedAfter((world) => {
    world.nodes.pop();
    for (const [name, pod] of world.pods) if (pod.spec.nodeName === "nas") world.pods.delete(name);
  });
  expect(Object.keys(failed)).toEqual([
    "nodes have the labels and taints of generated/hosts",
    "every pod that dist wants is there and ready",
  ]);
});
