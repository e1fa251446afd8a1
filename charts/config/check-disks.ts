import { dotted } from "./faults";
import { allMachines } from "./machines";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** Directories that the system, k3s or the kubelet fills; a disk of the owner's is mounted at none of them, nor below. */
const ofTheSystem = [
  ...["/bin", "/boot", "/dev", "/etc", "/lib", "/proc", "/root", "/run", "/sbin", "/sys", "/tmp", "/usr"],
  ...["/var/lib/kubelet", "/var/lib/rancher", "/var/lib/vlagent", "/var/log"],
];

/** Whether each further disk has a place that nothing else has. */
export function checkDisks({ machines }: Config): Fault[] {
  return allMachines(machines).flatMap(([machine, { disks }]) => {
    const shares = machine === "nas" && machines.nas.bulk.kind === "directory" ? Object.entries(machines.nas.paths) : [];
    const taken = new Map<string, string>([
      ...ofTheSystem.map((path): [string, string] => [path, "the system"]),
      ...shares.map(([name, path]): [string, string] => [path, `machines.nas.paths.${name}`]),
    ]);
    return Object.entries(disks).flatMap(([name, { path }]) => {
      const where = dotted(["machines", machine, "disks", name, "path"]);
      const owner = [...taken].find(([other]) => isWithin(path, other) || isWithin(other, path));
      taken.set(path, where);
      return owner ? [noPlace(where, path, owner)] : [];
    });
  });
}

function noPlace(where: string, value: string, [path, owner]: readonly [path: string, owner: string]): Fault {
  const allowed = `a place of its own, not at, above or below ${path}, which is ${owner === "the system" ? "the system's" : `that of ${owner}`}`;
  return { where, value, allowed, fix: "write where this disk is mounted, such as /mnt/archive, or make one disk of the two" };
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`);
}
