import { dotted } from "./faults";
import { allMachines } from "./machines";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** Directories that the system, k3s, the kubelet or our log shipper fills, and the links of Debian that lead into them. */
const ofTheSystem = [
  ...["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/tmp", "/usr"],
  ...["/var/lib/kubelet", "/var/lib/rancher", "/var/lib/vlagent", "/var/lock", "/var/log", "/var/run"],
];

interface Place {
  readonly where: string;
  readonly path: string;
  /** The way out for who has chosen a place that is not free. */
  readonly fix: string;
}

/** Whether each further disk, and each share that the VM has mounted by itself, has a place that nothing else has. */
export function checkDisks({ machines }: Config): Fault[] {
  return allMachines(machines).flatMap(([machine, { disks }]) => {
    const { bulk, paths } = machines.nas;
    const shares = machine === "nas" && bulk.kind === "directory" ? Object.entries(paths).map(placeOfShare) : [];
    const ofDisks = Object.entries(disks).map(([disk, { path }]) =>
      placeOfDisk(dotted(["machines", machine, "disks", disk, "path"]), path),
    );
    return [...[...shares, ...ofDisks].flatMap(onTheSystem), ...onEachOther(shares, ofDisks)];
  });
}

function placeOfShare([name, path]: readonly [name: string, path: string]): Place {
  return { where: `machines.nas.paths.${name}`, path, fix: "write where the VM has mounted the share" };
}

function placeOfDisk(where: string, path: string): Place {
  return { where, path, fix: "write where this disk is mounted, in a directory of its own below /mnt" };
}

function onTheSystem({ where, path, fix }: Place): Fault[] {
  const taken = ofTheSystem.find((other) => overlap(path, other));
  if (taken === undefined) return [];
  return [{ where, value: path, allowed: `a place not at, above or below ${taken}, which the system fills`, fix }];
}

/** Two shares may lie in each other, because nothing is made in them; a disk gets a directory for each namespace. */
function onEachOther(shares: readonly Place[], disks: readonly Place[]): Fault[] {
  return disks.flatMap(({ where, path, fix }, index) => {
    const other = [...shares, ...disks.slice(0, index)].find((place) => overlap(path, place.path));
    if (!other) return [];
    const allowed = `a place of its own, not at, above or below ${other.path}, which is that of ${other.where}`;
    return [{ where, value: path, allowed, fix: disks.includes(other) ? `${fix}, or make one disk of the two` : fix }];
  });
}

function overlap(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`);
}
