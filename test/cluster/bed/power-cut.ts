import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ControlPlane } from "./control-plane";
import { parts as planeParts } from "./control-plane";
import { masquerade } from "./networks";
import { type Node, parts } from "./node";

/** A machine goes without warning: all of its processes at once, and with them what only the kernel's memory held. Its disk stays. */
export async function cutPower(node: Node, plane?: ControlPlane): Promise<void> {
  for (const part of parts) await node.place.end(part);
  if (plane) for (const part of [...planeParts].reverse()) await plane.endPart(part);
  for (const pid of pidsOf(node)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It went with another one.
    }
  }
  for (const table of ["filter", "nat", "mangle"]) for (const word of ["-F", "-X"]) node.place.run("iptables", "-t", table, word);
  node.place.run("sh", "-c", "ipset destroy; conntrack -F; ip link delete cni0; true");
  masquerade(node.place);
  for (const folder of [join(node.folder, "state"), "/var/lib/kubelet/pods"]) unmountBelow(node, folder);
  rmSync(join(node.folder, "state"), { recursive: true, force: true });
}

/** It has power again: everything starts as at its boot. */
export async function restorePower(node: Node, plane?: ControlPlane): Promise<void> {
  if (plane) await plane.start();
  await node.startContainerd();
  node.startKubelet();
  node.startProxy();
  node.startPolicies();
}

/** Containers, by the machine's control group, and what holds them, by the runtime's socket. */
function pidsOf(node: Node): number[] {
  const shims = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(`${node.folder}/containerd.sock`));
  const groups = join("/sys/fs/cgroup/pids", node.group);
  const contained = existsSync(groups)
    ? readdirSync(groups, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith("cgroup.procs"))
        .flatMap((name) => textOf(join(groups, name)).split("\n"))
    : [];
  return [...shims, ...contained].map(Number).filter((pid) => pid > 1);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The deepest first. */
function unmountBelow(node: Node, folder: string): void {
  const mounts = readFileSync(`/proc/${node.place.holder}/mountinfo`, "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => path.startsWith(`${folder}/`));
  for (const mount of mounts.sort().reverse()) node.place.run("umount", "-l", mount);
}
