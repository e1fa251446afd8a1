import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The control group of a process in one of the kernel's hierarchies, as a folder. */
export function groupOf(pid: number, hierarchy: "memory" | "pids"): string {
  const line = readFileSync(`/proc/${pid}/cgroup`, "utf8")
    .split("\n")
    .find((each) => each.split(":")[1] === hierarchy);
  if (!line) throw new Error(`process ${pid} is in no control group for ${hierarchy}`);
  return join("/sys/fs/cgroup", hierarchy, line.split(":")[2] ?? "");
}

/** How many threads the pod of this process may have, and has. */
export function threadsOfPod(pid: number): { readonly limit: number; readonly now: number } {
  const pod = dirname(groupOf(pid, "pids"));
  const [limit, now] = ["pids.max", "pids.current"].map((name) => Number(readFileSync(join(pod, name), "utf8")));
  return { limit: limit ?? Number.NaN, now: now ?? Number.NaN };
}
