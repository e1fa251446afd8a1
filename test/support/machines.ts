import type { FurtherMachine } from "../../charts/config/machines";
import type { Config } from "../../charts/config/schema";
import { type Machine, machineNamed, machinesOf } from "../../charts/model/machine/machine";
import { Cpu } from "../../charts/values/cpu";
import { gibi, mebi, type Size } from "../../charts/values/size";
import { shippedConfig } from "./stack";

/** The owner's two machines, as his document names them. */
export const machines = ["vps", "nas"] as const;
export type MachineName = (typeof machines)[number];

export function machineOf(name: string, config: Config = shippedConfig): Machine {
  return machineNamed(machinesOf(config), name);
}

/** The shipped configuration's machines, one of them with other settings. */
export function withMachine<N extends MachineName>(name: N, changes: Partial<Config["machines"][N]>): Pick<Config, "machines"> {
  const { machines: all } = shippedConfig;
  return { machines: { ...all, [name]: { ...all[name], ...changes } } };
}

/** The shipped configuration's machines, and a Raspberry Pi at home beside them. */
export function withPi(changes: Partial<FurtherMachine> = {}): Pick<Config, "machines"> {
  const pi: FurtherMachine = {
    architecture: "amd64",
    wireguardAddress: "10.77.0.3",
    lanAddress: "192.168.178.30",
    cpuCores: Cpu.cores(4),
    memory: mebi(7900),
    disk: gibi(100),
    reserve: { cpuCores: Cpu.milli(250), memory: mebi(930), disk: gibi(10) },
    images: gibi(12),
    unlockedBy: "nobody",
    memoryOvercommit: 1.6,
    diskOvercommit: 1.4,
    disks: {},
    runs: [],
    ...changes,
  };
  return { machines: { ...shippedConfig.machines, further: { pi } } };
}

/** The same with a second disk of the server. */
export function withDisk({ size = gibi(200), holds }: { readonly size?: Size; readonly holds: string[] }): Pick<Config, "machines"> {
  return withMachine("vps", { disks: { archive: { path: "/mnt/archive", size, holds } } });
}
