import { type Budget, budgetsOf } from "../../charts/model/capacity/budget";
import type { Machine } from "../../charts/model/machine/machine";
import type { Stack } from "../../charts/model/stack";
import { Cpu } from "../../charts/values/cpu";
import { Size } from "../../charts/values/size";
import type { KubeNode } from "../cluster/objects";
import { amount } from "../cluster/quantity";
import type { Facts } from "./facts";
import { type Finding, ok, warning, wrong } from "./finding";
import { isMachine } from "./nodes";

/** Cores, memory and pods of one machine, of whatever sum. */
interface Room {
  readonly cpu: Cpu;
  readonly memory: Size;
  readonly pods: number;
}

/** Each machine has for pods what the budget counts with: else synth lets in what the scheduler will not place. */
export function roomFindings({ nodes }: Pick<Facts, "nodes">, stack: Stack): Finding[] {
  return budgetsOf(stack).flatMap((budget) => {
    const own = nodes.filter((node) => isMachine(node, budget.machine));
    return own.length === 0 ? [] : [roomFinding(budget, roomOf(own))];
  });
}

function roomFinding({ machine, capacity, total, pods }: Budget, there: Room): Finding {
  const name = `room on ${machine.name}`;
  const counted = shortages(there, capacity);
  if (counted.length === 0) return ok(name, `${there.cpu.millicores / 1000} cores, ${there.memory}, ${there.pods} pods for the stack`);
  const needed = shortages(there, { cpu: total.cpu, memory: total.memory, pods });
  if (needed.length === 0) return warning(name, `${counted.join(", ")} than config.yaml counts with; all pods fit yet`, fix(machine));
  return wrong(name, `${needed.join(", ")} than the stack asks for: pods will stay Pending`, fix(machine));
}

function fix({ name, role }: Machine): string {
  const at = `machines.${name}`;
  const less = role === "server" ? `${at}.size, or raise ${at}.reserve` : `${at}.cpuCores and ${at}.memory, or raise ${at}.reserve`;
  return `bring generated/hosts/${name}/etc/rancher/k3s/config.yaml to the machine and restart k3s there; if it is smaller than config.yaml says, change ${less}, then run npm run synth`;
}

function shortages(there: Room, wanted: Room): string[] {
  return [
    ...(wanted.cpu.isMoreThan(there.cpu) ? [`${wanted.cpu.minus(there.cpu).millicores / 1000} cores less`] : []),
    ...(wanted.memory.isMoreThan(there.memory) ? [`${wanted.memory.minus(there.memory).mebibytes.toFixed(0)} MiB less`] : []),
    ...(wanted.pods > there.pods ? [`${wanted.pods - there.pods} pods less`] : []),
  ];
}

function roomOf(nodes: readonly KubeNode[]): Room {
  const sum = (resource: string) => nodes.map(({ status }) => amount(status.allocatable?.[resource] ?? "0")).reduce((a, b) => a + b, 0);
  return { cpu: Cpu.cores(sum("cpu")), memory: Size.of(Math.round(sum("memory"))), pods: sum("pods") };
}
