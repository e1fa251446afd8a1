import { describe, expect, test } from "@jest/globals";
import { type Budget, budgetsOf } from "../../../charts/model/capacity/budget";
import { Cpu } from "../../../charts/values/cpu";
import { mebi } from "../../../charts/values/size";
import type { KubeNode } from "../../../cli/cluster/objects";
import { roomFindings } from "../../../cli/doctor/room";
import { whole } from "../../support/stack";
import { node } from "./made";

describe("the room on a machine", () => {
  const { capacity, total, pods } = budgetsOf(whole.stack).find(({ machine }) => machine.name === "vps") as Budget;
  const found = (changes: Record<string, string>, ...more: KubeNode[]) => {
    const allocatable = { cpu: `${capacity.cpu}`, memory: `${capacity.memory.bytes / 1024}Ki`, pods: "110", ...changes };
    return roomFindings({ nodes: [node("vps", { site: "vps", allocatable }), ...more] }, whole.stack)[0];
  };

  test("is enough where the node has exactly what the budget counts with", () => {
    expect(found({})?.verdict).toBe("ok");
  });

  test("is less than counted: a warning while all pods fit, an error when they do not", () => {
    expect(found({ memory: `${capacity.memory.minus(mebi(1)).bytes}` })).toMatchObject({
      verdict: "warning",
      found: "1 MiB less than config.yaml counts with; all pods fit yet",
    });
    expect(found({ memory: `${total.memory.minus(mebi(1)).bytes}` })).toMatchObject({
      verdict: "wrong",
      found: "1 MiB less than the stack asks for: pods will stay Pending",
    });
    expect(found({ cpu: `${total.cpu.minus(Cpu.milli(250))}` })?.found).toMatch(/^0\.25 cores less than the stack asks for/);
    expect(found({ pods: `${pods - 2}` })?.found).toMatch(/^2 pods less than the stack asks for/);
  });

  test("is that of all nodes that do the machine's work", () => {
    const half = { cpu: `${capacity.cpu.millicores / 2}m`, memory: `${capacity.memory.bytes / 2}`, pods: "55" };
    expect(found(half)?.verdict).toBe("wrong");
    expect(found(half, node("more", { site: "vps", allocatable: half }))?.verdict).toBe("ok");
  });
});
