import { type Budget, type BudgetRow, budgetsOf } from "../../model/capacity/budget";
import type { Stack } from "../../model/stack";
import { type Alignment, aligned } from "../text";
import { coresOf, gibibytes, mebibytes, ratio } from "./amounts";

const sides: readonly Alignment[] = ["left", "left", "right", "right", "right", "right", "right"];
const heads = ["service", "node", "phase", "CPU", "request MiB", "limit MiB", "disk GiB"];
const narrowHeads = ["service", "phase", "CPU", "request", "limit", "disk"];

/**
 * The table that synth prints: who takes how much, and what is left of it. Where `width` letters are too few, a table a
 * machine.
 */
export function capacityTable(stack: Stack, width = Number.POSITIVE_INFINITY): string {
  const parts = budgetsOf(stack).map((budget) => ({
    machine: budget.machine.name,
    rows: [...budget.rows.map((row) => lineOf(row, budget.machine.name)), ...totals(budget)],
  }));
  const whole = aligned([heads, ...parts.flatMap(({ rows }) => [[], ...rows])], sides);
  // A sentence below the figures can be broken by whoever shows them.
  if (whole.split("\n").every((line) => line.length <= width || line.startsWith("  "))) return whole;
  return parts.map(({ machine, rows }) => `\n${machine}, memory in MiB, disk in GiB\n${narrow(rows)}`).join("\n");
}

function narrow(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.filter((_, column) => column !== heads.indexOf("node")));
  return aligned(
    [narrowHeads, ...cells],
    sides.filter((_, column) => column !== heads.indexOf("node")),
  );
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
    ["= total", machine.name, "", coresOf(total.cpu), mebibytes(total.memory), mebibytes(total.memoryLimit), gibibytes(wanted)],
    ["= allocatable", machine.name, "", coresOf(cpu), mebibytes(memory), mebibytes(ceiling), gibibytes(disk.times(diskOvercommit))],
    [`  memory limits: ${used} times what is allocatable; ${overcommit.toFixed(2)} is allowed, as above`],
    [`  disk: ${ratio(wanted.bytes, disk.bytes)} times what is there; ${diskOvercommit.toFixed(2)} is allowed, as above`],
  ];
}
