import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { groupOf } from "../control-groups";
import { killsIn } from "../memory-kills";

/** What the kernel counts for the processes of one container, in bytes. */
export interface Counted {
  /** All but the page cache: what nobody can take back. */
  readonly held: number;
  /** The most since the container began or somebody forgot it, page cache included. */
  readonly highest: number;
  /** How many of its processes the kernel has killed for want of memory. */
  readonly kills: number;
}

/** The control group (version 1) that counts the memory of a process. */
export class MemoryGroup {
  private constructor(private readonly folder: string) {}

  static of(pid: number): MemoryGroup {
    return new MemoryGroup(groupOf(pid, "memory"));
  }

  read(): Counted {
    const usage = this.number("memory.usage_in_bytes");
    const stat = new Map(
      this.text("memory.stat")
        .split("\n")
        .map((line) => line.split(" "))
        .map(([name = "", value]) => [name, Number(value)]),
    );
    const total = (name: string) => stat.get(`total_${name}`) ?? 0;
    return {
      held: usage - total("cache") + total("shmem"),
      highest: this.number("memory.max_usage_in_bytes"),
      kills: killsIn(this.folder),
    };
  }

  /** The highest begins anew with what there is now. */
  forgetHighest(): void {
    writeFileSync(join(this.folder, "memory.max_usage_in_bytes"), "0");
  }

  private number(name: string): number {
    return Number(this.text(name));
  }

  private text(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }
}
