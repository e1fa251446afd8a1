import { expect, test } from "@jest/globals";
import { nodeRows } from "../../../cli/status/nodes";
import { ago, node, now } from "./made";

test("machines come in their order, and one that no node claims to be is missing", () => {
  expect(nodeRows([node("nas"), node("vps")], now).map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(["vps ok", "nas ok"]);
  expect(nodeRows([node("vps")], now).map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(["vps ok", "nas wrong"]);
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
  expect(nodeRows([node("vps", { status })], now)[0]).toMatchObject({ verdict, problem });
});

test("a node that takes no new pods is to be looked at", () => {
  expect(nodeRows([node("vps", { spec: { unschedulable: true } })], now)[0]).toMatchObject({ verdict: "warning" });
});
