import type { Machine } from "../../model/machine/machine";
import { Cpu } from "../../values/cpu";
import { mebi, type Size } from "../../values/size";

/** Above what the largest of our programs takes in threads, far below what a machine has (CIS 4.2.13). */
const threadsOfPod = 1024;

/** What k3s hands on to the kubelet of a machine, each `name=value`. */
export function kubeletArguments(machine: Machine): string[] {
  return [...reservesOf(machine), `pod-max-pids=${threadsOfPod}`, "streaming-connection-idle-timeout=5m", "tls-min-version=VersionTLS13"];
}

/**
 * What config.yaml says that services never get, split into what k3s, the system and the eviction threshold need. k3s sets
 * no threshold for memory by itself, and a flag replaces all of its thresholds.
 */
function reservesOf(machine: Machine): string[] {
  const { cpuCores, memory } = machine.reserve;
  const systemCpu = Cpu.milli(Math.round(cpuCores.millicores / 3));
  const systemMemory = part(memory, 1 / 4);
  const spareMemory = mebi(Math.max(part(memory, 1 / 6).mebibytes, 300));
  const [kubeDisk, systemDisk] = disksOf(machine);
  const spareDisk = spareDiskOf(machine);
  const kubeMemory = mebi(memory.mebibytes - systemMemory.mebibytes - spareMemory.mebibytes);
  const thresholds = {
    "memory.available": spareMemory,
    "nodefs.available": spareDisk,
    "imagefs.available": spareDisk,
    // A disk with room and without inodes is full all the same.
    "nodefs.inodesFree": "5%",
    "imagefs.inodesFree": "5%",
    "pid.available": "10%",
  };
  return [
    `kube-reserved=cpu=${cpuCores.minus(systemCpu)},memory=${kubeMemory},ephemeral-storage=${kubeDisk}`,
    `system-reserved=cpu=${systemCpu},memory=${systemMemory},ephemeral-storage=${systemDisk}`,
    `eviction-hard=${Object.entries(thresholds)
      .map(([signal, least]) => `${signal}<${least}`)
      .join(",")}`,
  ];
}

function disksOf({ reserve: { disk } }: Machine): [kube: Size, system: Size] {
  return [part(disk, 1 / 10), part(disk, 1 / 5)];
}

/** Where less of the disk is free, the kubelet gives up pods. */
export function spareDiskOf(machine: Machine): Size {
  const [kube, system] = disksOf(machine);
  return mebi(machine.reserve.disk.mebibytes - kube.mebibytes - system.mebibytes);
}

function part(whole: Size, share: number): Size {
  return mebi(Math.round(whole.mebibytes * share));
}
