import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bed } from "./bed/bed";

const hierarchy = "/sys/fs/cgroup/memory";

/** The control group of a process, as a folder. */
export function memoryGroupOf(pid: number): string {
  const line = readFileSync(`/proc/${pid}/cgroup`, "utf8")
    .split("\n")
    .find((each) => each.split(":")[1] === "memory");
  if (!line) throw new Error(`process ${pid} is in no control group for memory`);
  return join(hierarchy, line.split(":")[2] ?? "");
}

/** How often the kernel has ended a process for its group's memory, by group, where it ever did. */
export function memoryKills(bed: Bed): Map<string, number> {
  const found = Object.values(bed.nodes).flatMap(({ group }) => {
    const top = join(hierarchy, group);
    if (!existsSync(top)) return [];
    return readdirSync(top, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith("memory.oom_control"))
      .map((name): [string, number] => [join(top, name, ".."), killsIn(join(top, name))]);
  });
  return new Map(found.filter(([, kills]) => kills > 0));
}

function killsIn(file: string): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? 0);
  } catch {
    // The group went while it was read.
    return 0;
  }
}
