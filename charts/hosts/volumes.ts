import { createHash } from "node:crypto";
import encryptedMount from "../../hosts/files/encrypted-mount.conf";
import serverMount from "../../hosts/files/server-mount.conf";
import mount from "../../hosts/files/volumes-mount.conf";
import type { Machine } from "../model/machine/machine";
import { Mistake } from "../model/mistake";
import type { Stack } from "../model/stack";
import { keptVolumes } from "../model/storage/kept-volumes";
import { claimName } from "../model/storage/state";
import { gibi, mebi, type Size } from "../values/size";
import { spareDiskOf } from "./k3s/kubelet";

/** What k3s keeps on the server: etcd's store of at most 2 GiB (etcd, "Storage size limit"), five snapshots of it, and logs. */
const serverState = gibi(8);
const storageMount = "var-lib-rancher-k3s-storage.mount";

/**
 * The file system of a machine's volumes and the limit of each: `volumes/size` has its bytes and those that stay free beside
 * it, `volumes/claims` a line a volume: the number by which the file system counts it, its bytes, its directory. Where there is
 * a folder `volumes/encrypted`, it is encrypted when it is made.
 */
export function volumeFiles(stack: Stack, machine: Machine): Record<string, string> {
  return {
    "volumes/size": `${machine.volumes.bytes} ${spareDiskOf(machine).bytes}\n`,
    "volumes/claims": claimsOf(stack, machine),
    // Systemd knows a mount by the path that its name spells. It goes there when the file system is made, and not before.
    [`volumes/${storageMount}`]: mount,
    ...(machine.key === undefined ? {} : { [`volumes/encrypted/${storageMount}`]: encryptedMount }),
    ...(machine.key === undefined || machine.role !== "server"
      ? {}
      : { "volumes/server-state": `${serverState.bytes}\n`, "volumes/var-lib-rancher-k3s-server.mount": serverMount }),
  };
}

function claimsOf(stack: Stack, machine: Machine): string {
  const directories = new Map<number, string>();
  return keptVolumes(stack)
    .filter(({ storage }) => storage.kind === "own disk" && storage.machine === machine.name)
    .map(({ service, key, size }) => {
      const directory = `${service.namespace.name}/${claimName(service, key)}`;
      const project = projectOf(directory);
      const other = directories.get(project);
      if (other !== undefined) throw new Mistake(`the file system would count ${directory} as ${other}; give the volume another name`);
      directories.set(project, directory);
      return `${project} ${inWholeBlocks(size).bytes} ${directory}\n`;
    })
    .join("");
}

/** As the file system says it again; and 0 would be no limit. */
function inWholeBlocks({ mebibytes }: Size): Size {
  return mebi(Math.max(1, Math.floor(mebibytes)));
}

/** The same for ever: files bear it. 0 is that of everything without a limit. */
function projectOf(directory: string): number {
  return 1 + (createHash("sha256").update(directory).digest().readUInt32BE(0) % 0x7fff_fffe);
}
