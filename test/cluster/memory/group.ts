import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the kernel counts for the processes of one container, in bytes. */
export interface Counted {
  /** All but the page cache: what nobody can take back. */
  readonly held: number;
  /** As the kubelet counts it and `kubectl top` shows it: all but what was read once and not again. */
  readonly workingSet: number;
  /** The most since the container began or somebody forgot it, page cache included. */
  readonly highest: number;
  /** How many of its processes the kernel has killed for want of memory. */
  readonly kills: number;
}

/** The control group (version 1) that counts the memory of a process. */
export class MemoryGroup {
  private constructor(private readonly folder: string) {}

  static of(pid: number): MemoryGroup {
    const line = readFileSync(`/proc/${pid}/cgroup`, "utf8")
      .split("\n")
      .find((each) => each.split(":")[1] === "memory");
    return new MemoryGroup(join("/sys/fs/cgroup/memory", line?.split(":")[2] ?? ""));
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
      workingSet: Math.max(0, usage - total("inactive_file")),
      highest: this.number("memory.max_usage_in_bytes"),
      kills: Number(/^oom_kill (\d+)$/m.exec(this.text("memory.oom_control"))?.[1] ?? 0),
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
