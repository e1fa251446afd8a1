import { expect, test } from "@jest/globals";
import type { KubeController } from "../../../cli/cluster/objects";
import { metricsFindings } from "../../../cli/doctor/metrics";
import { stackOf } from "../../support/stack";
import { ago } from "../status/made";

const server = (readyReplicas: number): KubeController => ({
  metadata: { name: "metrics-server", namespace: "kube-system", uid: "metrics-server", creationTimestamp: ago(1000) },
  spec: { replicas: 1 },
  status: { readyReplicas },
});
const find = (phase: 1 | 3, ...systemDeployments: KubeController[]) => metricsFindings(stackOf({ phase }), { systemDeployments });

test("is content with a metrics-server that runs", () => {
  expect(find(3, server(1))).toMatchObject([{ name: "metrics API", verdict: "ok" }]);
});

test.each([
  ["was switched off", [], "remove metrics-server from disable in /etc/rancher/k3s/config.yaml on the server and restart k3s"],
  ["is not ready", [server(0)], "kubectl -n kube-system describe deployment metrics-server"],
] as const)("names who does not live without one that %s", (_, deployments, fix) => {
  expect(find(3, ...deployments)).toMatchObject([
    { verdict: "wrong", found: expect.stringContaining("dozzle does not live without it"), fix },
  ]);
});

test("asks for none while nobody needs it", () => {
  expect(find(1)).toEqual([]);
});
