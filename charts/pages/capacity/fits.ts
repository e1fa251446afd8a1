import type { Budget } from "../../model/capacity/budget";
import { type Outlook, outlooksOf } from "../../model/capacity/outlook";
import type { Stack } from "../../model/stack";
import { type Alignment, aligned } from "../text";
import { percent } from "./amounts";

/** Which phase fits which server, for a terminal: shares of what is allowed. Where `width` letters are too few, a table a machine. */
export function capacityFits(stack: Stack, width = Number.POSITIVE_INFINITY): string {
  const outlooks = outlooksOf(stack);
  const machines = stack.machines.map(({ name }) => name);
  const whole = tableOf(outlooks, machines);
  if (whole.split("\n").every((line) => line.length <= width)) return whole;
  return machines.map((machine) => tableOf(outlooks, [machine])).join("\n\n");
}

function tableOf(outlooks: readonly Outlook[], wanted: readonly string[]): string {
  const heads = ["server", "phase", "fits", ...wanted.flatMap((machine) => [`${machine} memory`, "limits", "CPU", "disk"]), ""];
  const sides: readonly Alignment[] = heads.map((_, column) => (column < 3 || column === heads.length - 1 ? "left" : "right"));
  return aligned([heads, ...outlooks.map((outlook) => lineOf(outlook, wanted))], sides);
}

function lineOf({ size, phase, isNow, result }: Outlook, wanted: readonly string[]): string[] {
  const shares = wanted.flatMap((machine) => (result ? sharesOf(result.budgets, machine) : ["-", "-", "-", "-"]));
  const fits = result ? (result.fits ? "yes" : "no") : "refused: a service that is needed is off";
  return [size, `${phase}`, fits, ...shares, isNow ? "shown above" : ""];
}

function sharesOf(budgets: readonly Budget[], wanted: string): string[] {
  return budgets
    .filter(({ machine }) => machine.name === wanted)
    .flatMap(({ total, volumes, capacity: { cpu, memory, overcommit, disk, diskOvercommit } }) => [
      percent(total.memory.bytes, memory.bytes),
      percent(total.memoryLimit.bytes, memory.times(overcommit).bytes),
      percent(total.cpu.millicores, cpu.millicores),
      percent(volumes.plus(total.disk).bytes, disk.times(diskOvercommit).bytes),
    ]);
}
