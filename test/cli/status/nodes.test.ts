import { expect, test } from "@jest/globals";
import { machinesOf } from "../../../charts/model/machine/machine";
import { nodeRows } from "../../../cli/status/nodes";
import { shippedConfig } from "../../support/stack";
import { ago, node, now } from "./made";

const machines = machinesOf(shippedConfig);

test("machines come in their order, and one that no node claims to be is missing", () => {
  expect(nodeRows([node("nas"), node("vps")], machines, now).map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    "vps ok",
    "nas ok",
  ]);
  expect(nodeRows([node("vps")], machines, now).map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(["vps ok", "nas wrong"]);
});

test.each([
  [
    { conditions: [{ type: "Ready", status: "Unknown", message: "Kubelet stopped posting node status.", lastTransitionTime: ago(5) }] },
    "wrong",
    "not ready for 5 min: Kubelet stopped posting node status.",
  ],
  [
    {
      conditions: [
        { type: "Ready", status: "True" },
        { type: "DiskPressure", status: "True", message: "disk is full" },
      ],
    },
    "wrong",
    "DiskPressure: disk is full",
  ],
  [{}, "wrong", "not ready"],
])("a node with %j is %s", (status, verdict, problem) => {
  expect(nodeRows([node("vps", { status })], machines, now)[0]).toMatchObject({ verdict, problem });
});

test("a node that takes no new pods is to be looked at", () => {
  expect(nodeRows([node("vps", { spec: { unschedulable: true } })], machines, now)[0]).toMatchObject({ verdict: "warning" });
});
