import { Cpu } from "../../values/cpu";
import { mebi, Size } from "../../values/size";
import type { Machine } from "../machine/machine";
import type { Phase } from "../network/network";
import type { Growth } from "../program/resources";
import type { Service } from "../service";
import type { Stack } from "../stack";
import { keptBy } from "../storage/kept-volumes";
import { type Footprint, footprintOf, nothing, plus, roomForJobs } from "./footprint";

/** What one machine has for pods, after k3s and the system have taken theirs. */
export interface Capacity {
  readonly cpu: Cpu;
  readonly memory: Size;
  /** Disk for volumes and scratch, after images. */
  readonly disk: Size;
  /** What of it the file system of the volumes has. */
  readonly volumes: Size;
  readonly pods: number;
  readonly overcommit: number;
  /** How far volumes and scratch may add up beyond the disk, and volumes beyond their file system: sizes are ceilings that nothing reserves. */
  readonly diskOvercommit: number;
}

/** One line of the budget. */
export interface BudgetRow {
  readonly name: string;
  readonly phase: Phase | undefined;
  readonly footprint: Footprint;
  /** Volumes on the machine's own disk. */
  readonly volumes: Size;
  readonly basis: string;
  /** Why its memory is more than it takes by itself. Default: it is not. */
  readonly grown?: Growth;
}

export interface Budget {
  readonly machine: Machine;
  readonly capacity: Capacity;
  readonly rows: readonly BudgetRow[];
  readonly total: Footprint;
  readonly volumes: Size;
  readonly pods: number;
}

/** The kubelet's own default, and a tenth of what a small machine holds anyway. */
const podsPerMachine = 110;

/**
 * What runs beside the stack: CoreDNS, metrics-server and local-path of k3s (their manifests), and three
 * controllers of Flux at 64 MiB each. Limits as their manifests set them.
 */
const addOns: Readonly<Record<Machine["role"], Footprint & { readonly pods: number }>> = {
  server: { cpu: Cpu.milli(500), cpuLimit: Cpu.milli(0), memory: mebi(332), memoryLimit: mebi(700), disk: mebi(256), pods: 6 },
  agent: { ...nothing, pods: 0 },
};

/** What each machine has and what takes it; `machines` are the stack's own, or others of the same names. */
export function budgetsOf(stack: Stack, machines: readonly Machine[] = stack.machines): Budget[] {
  return machines.map((machine) => budgetOf(stack, machine));
}

function budgetOf(stack: Stack, machine: Machine): Budget {
  const services = stack.services.filter((service) => service.machine === machine.name);
  const jobs = stack.jobs.filter((job) => job.machine === machine.name);
  const { pods: addOnPods, ...addOnFootprint } = addOns[machine.role];
  const rows: BudgetRow[] = [
    ...services.map((service) => rowOf(stack, service)),
    {
      name: "jobs, the largest two",
      phase: undefined,
      footprint: roomForJobs(jobs),
      volumes: Size.of(0),
      basis: "schedules are spread over the night",
    },
    { name: "k3s and Flux", phase: undefined, footprint: addOnFootprint, volumes: Size.of(0), basis: "their own manifests" },
  ].filter(({ footprint }) => footprint.memory.bytes > 0);
  return {
    machine,
    capacity: capacityOf(machine),
    rows,
    total: rows.map(({ footprint }) => footprint).reduce(plus, nothing),
    volumes: Size.sum(rows.map(({ volumes }) => volumes)),
    pods: services.length + jobs.length + addOnPods,
  };
}

function rowOf(stack: Stack, service: Service): BudgetRow {
  const onDisk = keptBy(stack, service).filter(({ storage }) => storage.kind === "own disk");
  return {
    name: service.name,
    phase: service.phase,
    footprint: footprintOf(service),
    volumes: Size.sum(onDisk.map(({ size }) => size)),
    basis: service.main.memory.basis,
    ...(service.main.memory.grown ? { grown: service.main.memory.grown } : {}),
  };
}

export function capacityOf({ whole, reserve, images, volumes, memoryOvercommit, diskOvercommit }: Machine): Capacity {
  return {
    cpu: whole.cpu.minus(reserve.cpuCores),
    memory: whole.memory.minus(reserve.memory),
    disk: whole.disk.minus(reserve.disk).minus(images),
    volumes,
    pods: podsPerMachine,
    overcommit: memoryOvercommit,
    diskOvercommit,
  };
}
