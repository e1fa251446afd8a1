import type { ServerSize } from "../config/machines";
import type { Fault } from "../config/refusal";
import { type Budget, type BudgetRow, budgetsOf } from "../model/capacity/budget";
import { faultsOfFit } from "../model/capacity/fit";
import { outlooksOf } from "../model/capacity/outlook";
import type { Phase } from "../model/network/network";
import type { Stack } from "../model/stack";

/** What something takes, or what there is: memory and disk in bytes, CPU in thousandths of a core. */
export interface Amounts {
  readonly cpuRequestMillicores: number;
  readonly memoryRequestBytes: number;
  readonly memoryLimitBytes: number;
  /** Volumes on the machine's own disk and scratch together. */
  readonly diskBytes: number;
}

export interface CapacityRow extends Amounts {
  readonly name: string;
  /** Left out for what is no service: the jobs, and k3s with Flux. */
  readonly phase?: Phase;
  /** What the memory request rests on. */
  readonly basis: string;
}

export interface CapacityOfMachine {
  /** By its name in config.yaml. */
  readonly machine: string;
  /** What may be asked for: the machine less its reserves, times the overcommit for limits and disk. */
  readonly allowed: Amounts & { readonly pods: number };
  readonly asked: Amounts & { readonly pods: number };
  readonly memoryOvercommit: number;
  readonly diskOvercommit: number;
  readonly rows: readonly CapacityRow[];
}

/** What `mk360 capacity --json` prints. */
export interface CapacityDocument {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
  readonly phase: Phase;
  readonly vpsSize: ServerSize;
  readonly fits: boolean;
  /** Everything of which a machine has too little, with the way out; empty where all fits. */
  readonly faults: readonly Fault[];
  readonly machines: readonly CapacityOfMachine[];
  /** The same services and settings in each phase on each server; `fits` is null where such a stack is refused. */
  readonly outlook: readonly { readonly vpsSize: ServerSize; readonly phase: Phase; readonly fits: boolean | null }[];
}

export function capacityDocument(stack: Stack): CapacityDocument {
  const faults = faultsOfFit(stack);
  return {
    version: 1,
    phase: stack.config.phase,
    vpsSize: stack.config.machines.vps.size,
    fits: faults.length === 0,
    faults,
    machines: budgetsOf(stack).map(ofMachine),
    outlook: outlooksOf(stack).map(({ size, phase, result }) => ({ vpsSize: size, phase, fits: result?.fits ?? null })),
  };
}

function ofMachine({ machine, capacity, rows, total, volumes, pods }: Budget): CapacityOfMachine {
  const { cpu, memory, disk, overcommit, diskOvercommit } = capacity;
  return {
    machine: machine.name,
    allowed: {
      cpuRequestMillicores: cpu.millicores,
      memoryRequestBytes: memory.bytes,
      memoryLimitBytes: memory.times(overcommit).bytes,
      diskBytes: disk.times(diskOvercommit).bytes,
      pods: capacity.pods,
    },
    asked: { ...amounts({ footprint: total, volumes }), pods },
    memoryOvercommit: overcommit,
    diskOvercommit,
    rows: rows.map((row) => ({
      name: row.name,
      ...(row.phase === undefined ? {} : { phase: row.phase }),
      ...amounts(row),
      basis: row.basis,
    })),
  };
}

function amounts({ footprint: { cpu, memory, memoryLimit, disk }, volumes }: Pick<BudgetRow, "footprint" | "volumes">): Amounts {
  return {
    cpuRequestMillicores: cpu.millicores,
    memoryRequestBytes: memory.bytes,
    memoryLimitBytes: memoryLimit.bytes,
    diskBytes: volumes.plus(disk).bytes,
  };
}
