import { gibi, mebi } from "../values/size";
import { roomForVolumes, servers, wholeOf } from "./machines";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/**
 * What each machine's share is split into (charts/hosts/k3s.ts): of memory 300Mi are the eviction threshold, and the rest
 * must hold k3s, which wants 512Mi on an agent by its own documentation. The kubelet takes no threshold of nothing.
 */
const least = { memory: mebi(512), disk: gibi(1) } as const;
/** XFS has 300Mi at least, and its log takes most of that. */
const leastVolumes = mebi(512);

/** Whether the system's own share is enough for it, and leaves anything for services. */
export function checkReserves({ machines: { vps, nas, further } }: Config): Fault[] {
  const machines = [
    { name: "machines.vps", machine: vps, total: servers[vps.size], from: `a ${vps.size}` },
    { name: "machines.nas", machine: nas, total: wholeOf(nas), from: "the VM" },
    ...Object.entries(further).map(([name, machine]) => ({
      name: `machines.${name}`,
      machine,
      total: wholeOf(machine),
      from: "the machine",
    })),
  ];
  return machines.flatMap(({ name, machine, total, from }) => {
    const { reserve, images } = machine;
    const disk = reserve.disk.plus(images);
    const faults: Fault[] = [];
    const tooMuch = (where: string, value: string, allowed: string) =>
      faults.push({ where, value, allowed, fix: "lower it, or take a larger machine" });
    for (const resource of ["memory", "disk"] as const) {
      if (!least[resource].isMoreThan(reserve[resource])) continue;
      faults.push({
        where: `${name}.reserve.${resource}`,
        value: `${reserve[resource]}`,
        allowed: `at least ${least[resource]}, because k3s and the threshold at which pods are evicted live in it`,
        fix: "leave the line out to get the usual value, or raise it",
      });
    }
    if (!total.cpu.isMoreThan(reserve.cpuCores)) {
      tooMuch(`${name}.reserve.cpuCores`, `${reserve.cpuCores}`, `less than the ${total.cpu} of ${from}`);
    }
    if (!total.memory.isMoreThan(reserve.memory)) {
      tooMuch(`${name}.reserve.memory`, `${reserve.memory}`, `less than the ${total.memory} of ${from}`);
    }
    if (!total.disk.isMoreThan(disk)) {
      tooMuch(`${name}.reserve.disk and ${name}.images together`, `${disk}`, `less than the ${total.disk} of ${from}`);
    } else {
      const [volumes, left] = [roomForVolumes(total.disk, machine), total.disk.minus(disk)];
      if (volumes.isMoreThan(left))
        tooMuch(`${name}.volumes`, `${volumes}`, `at most the ${left} that reserve.disk and images leave of ${from}`);
      if (leastVolumes.isMoreThan(volumes)) {
        faults.push({
          where: `${name}.volumes`,
          value: `${volumes}`,
          allowed: `at least ${leastVolumes}, because a file system has a smallest size`,
          fix: "leave the line out, lower images, or take a larger disk",
        });
      }
    }
    return faults;
  });
}
