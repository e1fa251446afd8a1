import { type Cpu, milli } from "../../values/cpu";
import type { Size } from "../../values/size";

/** Memory of a program: what it holds at rest, and where the kernel stops it. */
export interface Memory {
  readonly request: Size;
  readonly limit: Size;
  /** What the request rests on: a measurement, a setting of the program, a fact of its documentation. */
  readonly basis: string;
  /** Why it is more than the program takes by itself. Default: it is not. */
  readonly grown?: Growth;
}

/** What made a program larger, in words, and the smallest change that frees as much as is missing; nothing where none does. */
export interface Growth {
  readonly because: string;
  readonly less: (missing: Size) => string | undefined;
}

/** A program that needs `rest` most of the time and may grow to `limit`. */
export function memory(rest: Size, limit: Size, basis: string): Memory {
  if (rest.isMoreThan(limit)) throw new RangeError(`memory at rest (${rest}) is more than its limit (${limit})`);
  return { request: rest, limit, basis };
}

/** A program that must never be killed for its neighbours: the kernel kills first what exceeds its request. */
export function guaranteed(limit: Size, basis: string, grown?: Growth): Memory {
  return { ...memory(limit, limit, basis), ...(grown ? { grown } : {}) };
}

/** Processor time of a program. */
export interface CpuShare {
  readonly request: Cpu;
  /** Only where a burst would starve the rest. */
  readonly limit?: Cpu;
  /** Why there is a limit. */
  readonly reason?: string;
}

/** A share that the program gets under contention; it may use all that is free. */
export function share(request: Cpu): CpuShare {
  return { request };
}

/** A share with a ceiling, for programs whose bursts would starve the rest. */
export function capped(request: Cpu, limit: Cpu, reason: string): CpuShare {
  return { request, limit, reason };
}

/** For programs that wait most of the time. */
export const idle = share(milli(20));
