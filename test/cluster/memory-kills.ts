import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Bed } from "./bed/bed";

const hierarchy = "/sys/fs/cgroup/memory";

/** How often the kernel has ended a process for the memory of this control group. */
export function killsIn(group: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(group, "memory.oom_control"), "utf8"))?.[1] ?? 0);
}

/** The same for each group of the bed where the kernel ever did. */
export function memoryKills(bed: Bed): Map<string, number> {
  const found = Object.values(bed.nodes).flatMap(({ group }) => {
    const top = join(hierarchy, group);
    if (!existsSync(top)) return [];
    return readdirSync(top, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith("memory.oom_control"))
      .map((name) => join(top, dirname(name)))
      .map((each): [string, number] => [each, killsUnlessGone(each)]);
  });
  return new Map(found.filter(([, kills]) => kills > 0));
}

/** A group may go while all of them are read. */
function killsUnlessGone(group: string): number {
  try {
    return killsIn(group);
  } catch {
    return 0;
  }
}
