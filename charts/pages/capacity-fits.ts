import type { Budget } from "../model/budget";
import type { Machine } from "../model/network";
import { type Outlook, outlooksOf } from "../model/outlook";
import type { Stack } from "../model/stack";
import { percent } from "./amounts";
import { aligned, type Side } from "./text";

const heads = ["server", "phase", "fits", "vps memory", "limits", "CPU", "disk", "nas memory", "limits", "CPU", "disk", ""];
const sides: readonly Side[] = heads.map((_, column) => (column < 3 || column === heads.length - 1 ? "left" : "right"));

/** Which phase fits which server, for a terminal: shares of what is allowed. */
export function capacityFits(stack: Stack): string {
  return aligned([heads, ...outlooksOf(stack).map(lineOf)], sides);
}

function lineOf({ size, phase, isNow, result }: Outlook): string[] {
  const shares = result ? [...sharesOf(result.budgets, "vps"), ...sharesOf(result.budgets, "nas")] : heads.slice(3, -1).map(() => "-");
  const fits = result ? (result.fits ? "yes" : "no") : "refused: a service that is needed is off";
  return [size, `${phase}`, fits, ...shares, isNow ? "shown above" : ""];
}

function sharesOf(budgets: readonly Budget[], wanted: Machine): string[] {
  return budgets
    .filter(({ machine }) => machine === wanted)
    .flatMap(({ total, volumes, capacity: { cpu, memory, overcommit, disk, diskOvercommit } }) => [
      percent(total.memory.bytes, memory.bytes),
      percent(total.memoryLimit.bytes, memory.times(overcommit).bytes),
      percent(total.cpu.millicores, cpu.millicores),
      percent(volumes.plus(total.disk).bytes, disk.times(diskOvercommit).bytes),
    ]);
}
