import { servers } from "./machines";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** Whether the system's own share leaves anything for services. */
export function checkReserves({ vps, nas }: Config): Fault[] {
  const machines = [
    { name: "vps", machine: vps, total: servers[vps.size], from: `a ${vps.size}` },
    { name: "nas", machine: nas, total: { cpu: nas.cpuCores, memory: nas.memory, disk: nas.disk }, from: "the VM" },
  ] as const;
  return machines.flatMap(({ name, machine: { reserve, images }, total, from }) => {
    const disk = reserve.disk.plus(images);
    const faults: Fault[] = [];
    const tooMuch = (where: string, value: string, allowed: string) =>
      faults.push({ where, value, allowed, fix: "lower it, or take a larger machine" });
    if (!total.cpu.isMoreThan(reserve.cpuCores)) {
      tooMuch(`${name}.reserve.cpuCores`, `${reserve.cpuCores}`, `less than the ${total.cpu} of ${from}`);
    }
    if (!total.memory.isMoreThan(reserve.memory)) {
      tooMuch(`${name}.reserve.memory`, `${reserve.memory}`, `less than the ${total.memory} of ${from}`);
    }
    if (!total.disk.isMoreThan(disk)) {
      tooMuch(`${name}.reserve.disk and ${name}.images together`, `${disk}`, `less than the ${total.disk} of ${from}`);
    }
    return faults;
  });
}
