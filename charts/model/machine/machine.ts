import { roomForVolumes, type ServerSize, servers, unlockers, wholeOf } from "../../config/machines";
import type { Config } from "../../config/schema";
import type { Cpu } from "../../values/cpu";
import type { Size } from "../../values/size";
import { Mistake } from "../mistake";
import { networkOf, type PortReach } from "../network/reach";
import type { Architecture } from "../program/image";

/** The label by which pods find their machine, and the key of the taint that keeps others off an agent. */
export const machineLabel = "mk360.de/site";

/** One machine, and everything in which it differs from the others. */
export interface Machine {
  /** Its key under `machines` of config.yaml, the name of its node, and the value of its label. */
  readonly name: string;
  /** What k3s is on it. There is one server; nothing but what is made for it comes to an agent. */
  readonly role: "server" | "agent";
  /** Stands in the home network, so it must live through a night without the server. */
  readonly isAtHome: boolean;
  /** Added by the owner: it runs what its `runs` names. */
  readonly isAdded: boolean;
  readonly architecture: Architecture;
  /** By which the nodes, and pods of the machine's own network, reach it. */
  readonly wireguardAddress: string;
  /** The public half of its WireGuard key; undefined until the owner has written it down. */
  readonly wireguardPublicKey?: string | undefined;
  /** In the home network; undefined for a machine elsewhere. */
  readonly lanAddress: string | undefined;
  /** In the internet; undefined for a machine that has none of its own. */
  readonly publicAddress: string | undefined;
  /** What its kernel shows. */
  readonly whole: { readonly cpu: Cpu; readonly memory: Size; readonly disk: Size };
  /** What k3s and the system keep of it. */
  readonly reserve: { readonly cpuCores: Cpu; readonly memory: Size; readonly disk: Size };
  /** Disk for container images. */
  readonly images: Size;
  /** Disk for volumes: the size of the file system in which they lie. */
  readonly volumes: Size;
  /** Undefined where its volumes are not encrypted. */
  readonly key: VolumesKey | undefined;
  readonly memoryOvercommit: number;
  readonly diskOvercommit: number;
  /** What it is, in the middle of a sentence. */
  readonly words: string;
  /** The same for the authorities, who read German. */
  readonly germanWords: string;
}

/** What opens the encrypted volumes of a machine after a restart; it does not lie on the machine. */
export interface VolumesKey {
  /** The machine that gives it; undefined where the owner alone does. */
  readonly from: string | undefined;
}

/** A machine by its name, and what it is, in the middle of a sentence. */
export type NamedMachine = Pick<Machine, "name" | "words">;

/** The two machines that the catalogue names. */
export const server: NamedMachine = { name: "vps", words: "server" };
export const nasVm: NamedMachine = { name: "nas", words: "NAS VM" };

/** Every machine of the configuration: the server, the VM on the NAS, then the owner's others in his order. */
export function machinesOf({ machines: { vps, nas, further } }: Config): Machine[] {
  return [
    {
      ...vps,
      ...server,
      role: "server",
      isAtHome: false,
      isAdded: false,
      architecture: "amd64",
      lanAddress: undefined,
      whole: servers[vps.size],
      volumes: roomForVolumes(servers[vps.size].disk, vps),
      key: keyOf(vps.unlockedBy),
      germanWords: "gemieteter Server bei Hetzner",
    },
    {
      ...nas,
      ...nasVm,
      role: "agent",
      isAtHome: true,
      isAdded: false,
      architecture: "amd64",
      publicAddress: undefined,
      whole: wholeOf(nas),
      volumes: roomForVolumes(nas.disk, nas),
      key: undefined,
      germanWords: "eigenes NAS im Haus",
    },
    ...Object.entries(further).map(([name, machine]): Machine => {
      const isAtHome = machine.lanAddress !== undefined;
      return {
        ...machine,
        name,
        role: "agent",
        isAtHome,
        isAdded: true,
        lanAddress: machine.lanAddress,
        publicAddress: undefined,
        whole: wholeOf(machine),
        volumes: roomForVolumes(machine.disk, machine),
        key: keyOf(machine.unlockedBy),
        words: `machine ${name}`,
        germanWords: isAtHome ? "eigener Rechner im Haus" : "eigener Rechner außer Haus",
      };
    }),
  ];
}

function keyOf(unlockedBy: string): VolumesKey | undefined {
  if (unlockedBy === unlockers.nobody) return undefined;
  return { from: unlockedBy === unlockers.owner ? undefined : unlockedBy };
}

/** @throws Mistake when config.yaml has no such machine. */
export function machineNamed(machines: readonly Machine[], name: string): Machine {
  const found = machines.find((machine) => machine.name === name);
  if (found) return found;
  throw new Mistake(`there is no machine "${name}"; there are ${machines.map((machine) => machine.name).join(", ")}`);
}

/**
 * The machine's address for those who come from there; what is bound to it, nobody else even reaches.
 * @throws Mistake when it has none.
 */
export function addressFor(from: PortReach, { name, publicAddress, wireguardAddress, lanAddress }: Machine): string {
  const found = { internet: publicAddress, vpn: wireguardAddress, lan: lanAddress }[networkOf[from]];
  if (found === undefined) throw new Mistake(`machine ${name} has no address that ${from} reaches; let the service run on another one`);
  return found;
}

/** The configuration with the server in another size. */
export function onServer(config: Config, size: ServerSize): Config {
  return { ...config, machines: { ...config.machines, vps: { ...config.machines.vps, size } } };
}
