import { mostOvercommit } from "../../config/machines";
import type { Size } from "../../values/size";
import type { Stack } from "../stack";
import { faultsOfFullDisks } from "../storage/further-disks";
import { type Budget, type BudgetRow, budgetsOf } from "./budget";

/** One thing of which a machine has less than the stack asks for. */
export interface Shortage {
  readonly budget: Budget;
  readonly of: string;
  /** How less is asked of it, where no change of the configuration that was tried makes it fit. */
  readonly fewer: string;
  /** How the machine itself is given more; nothing where it cannot be. */
  readonly enlarged: readonly string[];
  readonly wanted: string;
  readonly available: string;
  readonly weight: (row: BudgetRow) => number;
  readonly show: (row: BudgetRow) => string;
  /** What of a row can be made smaller. Default: nothing. */
  readonly less?: (row: BudgetRow) => string | undefined;
}

/** Whether every machine and every further disk has what the stack asks for. */
export function fits(stack: Stack, budgets: readonly Budget[] = budgetsOf(stack)): boolean {
  return budgets.every((budget) => shortagesOf(budget).length === 0) && faultsOfFullDisks(stack).length === 0;
}

/** Everything of which a machine has less than is asked of it. */
export function shortagesOf(budget: Budget): Shortage[] {
  const { capacity, machine, total, volumes, pods } = budget;
  // The server is one of two sizes; an agent is as large as the owner makes it.
  const moreOf = (field: string) =>
    machine.role === "agent" ? [`give the ${machine.words} more and raise machines.${machine.name}.${field}`] : [];
  const fewer = machine.isAdded ? `take services out of machines.${machine.name}.runs` : "switch services off under off";
  const ceiling = capacity.memory.times(capacity.overcommit);
  const disk = volumes.plus(total.disk);
  const found: Shortage[] = [];
  if (total.memory.isMoreThan(capacity.memory)) {
    found.push({
      budget,
      of: "memory requests",
      fewer,
      enlarged: moreOf("memory"),
      wanted: inGibi(total.memory),
      available: inGibi(capacity.memory),
      weight: ({ footprint }) => footprint.memory.bytes,
      show: ({ footprint, grown }) => `${footprint.memory}${grown ? `: ${grown.because}` : ""}`,
      less: ({ grown }) => grown?.less(total.memory.minus(capacity.memory)),
    });
  }
  if (total.memoryLimit.isMoreThan(ceiling)) {
    const isWithinReach = !total.memoryLimit.isMoreThan(capacity.memory.times(mostOvercommit));
    found.push({
      budget,
      of: "memory limits",
      fewer,
      enlarged: isWithinReach ? [`raise machines.${machine.name}.memoryOvercommit, at most to ${mostOvercommit}`] : moreOf("memory"),
      wanted: inGibi(total.memoryLimit),
      available: `${inGibi(ceiling)}, ${capacity.overcommit} times its memory`,
      weight: ({ footprint }) => footprint.memoryLimit.bytes,
      show: ({ footprint, grown }) => `${footprint.memoryLimit}${grown ? `: ${grown.because}` : ""}`,
      less: ({ grown }) => grown?.less(total.memoryLimit.minus(ceiling)),
    });
  }
  if (total.cpu.isMoreThan(capacity.cpu)) {
    found.push({
      budget,
      of: "CPU requests",
      fewer,
      enlarged: moreOf("cpuCores"),
      wanted: `${total.cpu}`,
      available: `${capacity.cpu}`,
      weight: ({ footprint }) => footprint.cpu.millicores,
      show: ({ footprint }) => `${footprint.cpu}`,
    });
  }
  const room = capacity.disk.times(capacity.diskOvercommit);
  if (disk.isMoreThan(room)) {
    found.push({
      budget,
      of: "disk for volumes and scratch",
      fewer: `make volumes smaller under volumes, or ${fewer}`,
      enlarged: moreOf("disk"),
      wanted: inGibi(disk),
      available: `${inGibi(room)}, ${capacity.diskOvercommit} times its disk`,
      weight: ({ volumes, footprint }) => volumes.plus(footprint.disk).bytes,
      show: ({ volumes, footprint }) => inGibi(volumes.plus(footprint.disk)),
    });
  }
  const roomOfVolumes = capacity.volumes.times(capacity.diskOvercommit);
  if (volumes.isMoreThan(roomOfVolumes)) {
    found.push({
      budget,
      of: "disk for volumes",
      fewer: `make volumes smaller under volumes, or ${fewer}`,
      enlarged: [`raise machines.${machine.name}.volumes, at most to ${capacity.disk}`],
      wanted: inGibi(volumes),
      available: `${inGibi(roomOfVolumes)}, ${capacity.diskOvercommit} times their file system`,
      weight: (row) => row.volumes.bytes,
      show: (row) => inGibi(row.volumes),
    });
  }
  if (pods > capacity.pods) {
    found.push({
      budget,
      of: "pods",
      fewer,
      enlarged: [],
      wanted: `${pods}`,
      available: `${capacity.pods}`,
      weight: () => 1,
      show: () => "1",
    });
  }
  return found;
}

function inGibi(size: Size): string {
  return `${Math.round(size.gibibytes * 10) / 10}Gi`;
}
