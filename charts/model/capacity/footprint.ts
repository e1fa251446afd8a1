import { Cpu } from "../../values/cpu";
import { Size } from "../../values/size";
import type { Program } from "../program/program";
import type { Workload } from "../workload";

/** What the scheduler and the quota count for one pod. */
export interface Footprint {
  readonly cpu: Cpu;
  readonly cpuLimit: Cpu;
  readonly memory: Size;
  readonly memoryLimit: Size;
  /** Ephemeral storage: scratch and logs. */
  readonly disk: Size;
}

export const nothing: Footprint = {
  cpu: Cpu.milli(0),
  cpuLimit: Cpu.milli(0),
  memory: Size.of(0),
  memoryLimit: Size.of(0),
  disk: Size.of(0),
};

/** A program without a limit may use the whole machine; in sums it counts with this ceiling. */
const uncapped = Cpu.milli(0);

/** Programs that run together add up; those before them count alone, whichever is more (Kubernetes' own rule). */
export function footprintOf(workload: Workload): Footprint {
  const together = [workload.main, ...workload.beside].map(ofProgram).reduce(plus, nothing);
  return workload.before.map(ofProgram).reduce(larger, together);
}

function ofProgram({ cpu, memory, disk }: Program): Footprint {
  return { cpu: cpu.request, cpuLimit: cpu.limit ?? uncapped, memory: memory.request, memoryLimit: memory.limit, disk };
}

export function plus(a: Footprint, b: Footprint): Footprint {
  return {
    cpu: a.cpu.plus(b.cpu),
    cpuLimit: a.cpuLimit.plus(b.cpuLimit),
    memory: a.memory.plus(b.memory),
    memoryLimit: a.memoryLimit.plus(b.memoryLimit),
    disk: a.disk.plus(b.disk),
  };
}

export function larger(a: Footprint, b: Footprint): Footprint {
  const most = <T extends { isMoreThan(other: T): boolean }>(x: T, y: T): T => (x.isMoreThan(y) ? x : y);
  return {
    cpu: most(a.cpu, b.cpu),
    cpuLimit: most(a.cpuLimit, b.cpuLimit),
    memory: most(a.memory, b.memory),
    memoryLimit: most(a.memoryLimit, b.memoryLimit),
    disk: most(a.disk, b.disk),
  };
}

/** How many jobs a machine runs at one time at most: schedules are spread, but one may run long. */
export const jobsAtOneTime = 2;

/** The room that jobs need: the largest ones, as many as run at one time. */
export function roomForJobs(jobs: readonly Workload[]): Footprint {
  const sorted = (of: (footprint: Footprint) => number) =>
    jobs
      .map(footprintOf)
      .sort((a, b) => of(b) - of(a))
      .slice(0, jobsAtOneTime)
      .reduce(plus, nothing);
  return {
    cpu: sorted(({ cpu }) => cpu.millicores).cpu,
    cpuLimit: sorted(({ cpuLimit }) => cpuLimit.millicores).cpuLimit,
    memory: sorted(({ memory }) => memory.bytes).memory,
    memoryLimit: sorted(({ memoryLimit }) => memoryLimit.bytes).memoryLimit,
    disk: sorted(({ disk }) => disk.bytes).disk,
  };
}
