import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../bed/place";
import type { Bed } from "./bed/bed";

/** A container that runs, by its first process. */
export interface Running {
  readonly node: "vps" | "nas";
  readonly namespace: string;
  readonly pod: string;
  /** Undefined for the sandbox, which holds the pod's network. */
  readonly container?: string;
  readonly pid: number;
  /** The pod's number in the runtime. */
  readonly sandbox: string;
}

const about = "io.kubernetes.cri";

/** Every container of the bed, as the runtime has it. */
export function runningIn(bed: Bed): Running[] {
  return Object.values(bed.nodes).flatMap((node) => {
    const tasks = join(node.folder, "state/io.containerd.runtime.v2.task/k8s.io");
    if (!existsSync(tasks)) return [];
    return readdirSync(tasks).flatMap((id): Running[] => {
      try {
        const { annotations = {} } = JSON.parse(readFileSync(join(tasks, id, "config.json"), "utf8")) as {
          annotations?: Record<string, string>;
        };
        const pid = Number(readFileSync(join(tasks, id, "init.pid"), "utf8"));
        if (!isAlive(pid)) return [];
        const isSandbox = annotations[`${about}.container-type`] === "sandbox";
        return [
          {
            node: node.name,
            namespace: annotations[`${about}.sandbox-namespace`] ?? "",
            pod: annotations[`${about}.sandbox-name`] ?? "",
            ...(isSandbox ? {} : { container: annotations[`${about}.container-name`] ?? "" }),
            pid,
            sandbox: annotations[`${about}.sandbox-id`] ?? "",
          },
        ];
      } catch {
        // It ended while it was read.
        return [];
      }
    });
  });
}

/** A line of /proc/PID/status. */
export function statusOf(pid: number, name: string): string {
  const line = readFileSync(`/proc/${pid}/status`, "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? "";
}
