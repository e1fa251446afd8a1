import { type Budget, type BudgetRow, budgetsOf } from "../model/budget";
import type { Stack } from "../model/stack";
import { coresOf, gibibytes, mebibytes, ratio } from "./amounts";
import { aligned, type Side } from "./text";

const sides: readonly Side[] = ["left", "left", "right", "right", "right", "right", "right"];
const heads = ["service", "node", "phase", "CPU", "request MiB", "limit MiB", "disk GiB"];

/** The table that synth prints: who takes how much, and what is left of it. */
export function capacityTable(stack: Stack): string {
  const rows = budgetsOf(stack).flatMap((budget) => [[], ...budget.rows.map((row) => lineOf(row, budget.machine)), ...totals(budget)]);
  return aligned([heads, ...rows], sides);
}

function lineOf({ name, phase, footprint, volumes }: BudgetRow, machine: string): string[] {
  return [
    name,
    machine,
    phase === undefined ? "" : `${phase}`,
    coresOf(footprint.cpu),
    mebibytes(footprint.memory),
    mebibytes(footprint.memoryLimit),
    gibibytes(volumes.plus(footprint.disk)),
  ];
}

function totals({ machine, capacity, total, volumes }: Budget): string[][] {
  const { cpu, memory, disk, overcommit, diskOvercommit } = capacity;
  const wanted = volumes.plus(total.disk);
  const ceiling = memory.times(overcommit);
  const used = ratio(total.memoryLimit.bytes, memory.bytes);
  return [
    ["= total", machine, "", coresOf(total.cpu), mebibytes(total.memory), mebibytes(total.memoryLimit), gibibytes(wanted)],
    ["= allocatable", machine, "", coresOf(cpu), mebibytes(memory), mebibytes(ceiling), gibibytes(disk.times(diskOvercommit))],
    [`  memory limits: ${used} times what is allocatable; ${overcommit.toFixed(2)} is allowed, as above`],
    [`  disk: ${ratio(wanted.bytes, disk.bytes)} times what is there; ${diskOvercommit.toFixed(2)} is allowed, as above`],
  ];
}
