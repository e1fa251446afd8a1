import type { Size } from "../../values/size";

/** A directory that a program may write and that dies with its pod. */
export interface Scratch {
  readonly size: Size;
  /** In memory: counts against the program's memory limit. */
  readonly inMemory: boolean;
}

/** Up to `size` on the node's disk. */
export const upTo = (size: Size): Scratch => ({ size, inMemory: false });
/** Up to `size` of the program's own memory. */
export const inMemory = (size: Size): Scratch => ({ size, inMemory: true });
