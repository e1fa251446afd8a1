import type { z } from "zod";
import { Cpu } from "../values/cpu";
import { mebi, Size } from "../values/size";
import { listOf, named, namesTo, section } from "./groups";
import { nasShareFields } from "./nas-shares";
import * as is from "./scalars";

/** What the kernel of each Hetzner server shows: the sold gigabytes less what the hypervisor and the kernel keep. */
export const servers = {
  cx43: { cpu: Cpu.cores(8), memory: Size.mebi(15600), disk: Size.gibi(149) },
  cx53: { cpu: Cpu.cores(16), memory: Size.mebi(31500), disk: Size.gibi(298) },
} as const;

/** How far limits, and volumes with scratch, may add up beyond what a machine has. */
export const mostOvercommit = 3;

export type ServerSize = keyof typeof servers;

const disks = namesTo(
  "Further disks of the machine, by a name of your own that becomes their storage class.",
  is.slug("A name for the disk."),
  section("One further disk.", {
    path: is.directory("Where the disk is mounted; each volume is a directory below it."),
    size: is.volumeSize("What the volumes on it may take together."),
    holds: listOf(
      "Volumes that lie here instead of on the machine's own disk, as service/volume.",
      is.volumeName("A volume of the catalogue."),
      60,
    ).default([]),
  }),
  "archive: { path: /mnt/archive, size: 200Gi, holds: [paperless-business/media] }",
).default({});

/** What k3s, the system and images take of an agent of k3s, where the owner says nothing else. */
const agent: Kept = { cpuCores: 0.25, memory: "930Mi", disk: "10Gi", images: "12Gi" };

/** What `unlockedBy` may say besides the name of a machine. */
export const unlockers = { owner: "owner", nobody: "nobody" } as const;

function unlockedBy(machine: string, usual: string) {
  return is
    .slug(
      `Who gives the ${machine} the key of its encrypted volumes after each restart: another machine, ${unlockers.owner} for nobody but you, or ${unlockers.nobody} where they are not encrypted.`,
    )
    .default(usual);
}

const vpsSchema = section("The rented server, which runs k3s's own part too.", {
  wireguardAddress: is.ipv4("The server's address in the WireGuard network.").default("10.77.0.1"),
  size: is.choice("The Hetzner server: cx43 has 8 vCPU and 16 GB, cx53 has 16 vCPU and 32 GB.", ["cx43", "cx53"]).default("cx43"),
  publicAddress: is.ipv4("The server's public IPv4 address; all host names point to it."),
  unlockedBy: unlockedBy("server", "nas"),
  ...ofEveryMachine("server", "on", { cpuCores: 0.75, memory: "3000Mi", disk: "19Gi", images: "15Gi" }),
});

const nasSchema = section("The Debian VM on the NAS.", {
  wireguardAddress: is.ipv4("The NAS VM's address in the WireGuard network.").default("10.77.0.2"),
  lanAddress: is.ipv4("The address of the Debian VM on the NAS in the home network."),
  cpuCores: is.cpuCores("Virtual cores of the VM.").prefault(2),
  memory: is.size("Memory that the VM's kernel shows; a VM of 4 GiB shows about 3900Mi.").prefault("3900Mi"),
  disk: is.size("The VM's own disk, for databases and images.").prefault("64Gi"),
  ...ofEveryMachine("VM", "in", agent),
  ...nasShareFields,
});

/** A machine that the owner adds. It runs what `runs` names, and the programs that every machine has. */
const furtherSchema = section("One more machine, an agent of k3s.", {
  architecture: is.choice("What its processor understands: amd64, or arm64 such as a Raspberry Pi.", ["amd64", "arm64"]).default("amd64"),
  wireguardAddress: is.ipv4("The machine's address in the WireGuard network."),
  lanAddress: is.ipv4("The machine's address in the home network; left out for one that stands elsewhere.").optional(),
  cpuCores: is.cpuCores("Cores of the machine."),
  memory: is.size("Memory that the machine's kernel shows."),
  disk: is.size("The machine's own disk, for volumes and images."),
  unlockedBy: unlockedBy("machine", unlockers.nobody),
  ...ofEveryMachine("machine", "on", agent),
  runs: listOf("Services that run here instead of where the catalogue has them.", is.slug("A service of the catalogue."), 60).default([]),
});

export type FurtherMachine = z.output<typeof furtherSchema>;

/** The machines of the catalogue, and those that the owner adds under names of his own. */
export const machinesSchema = named(
  "The machines: the server, the VM on the NAS, and any other agent of k3s by a name of its own.",
  { vps: vpsSchema, nas: nasSchema },
  furtherSchema,
).transform(({ vps, nas, ...further }) => ({ vps, nas, further: further as Readonly<Record<string, FurtherMachine>> }));

type Whole = Pick<FurtherMachine, "cpuCores" | "memory" | "disk">;

/** What an agent of k3s has; of the server its size says that. */
export function wholeOf({ cpuCores, memory, disk }: Whole): { readonly cpu: Cpu; readonly memory: Size; readonly disk: Size } {
  return { cpu: cpuCores, memory, disk };
}

/** What volumes get of the disk that the system and images leave; the rest is for scratch and whatever is left over. */
const shareOfVolumes = 0.8;

/** How large the file system of a machine's volumes is, in whole mebibytes. */
export function roomForVolumes(disk: Size, { reserve, images, volumes }: Pick<FurtherMachine, "reserve" | "images" | "volumes">): Size {
  const room = volumes ?? disk.minus(reserve.disk).minus(images).times(shareOfVolumes);
  return mebi(Math.floor(room.mebibytes));
}

type Machines = z.output<typeof machinesSchema>;

/** Every machine with its name: the server, the VM on the NAS, then the owner's others in his order. */
export function allMachines({
  vps,
  nas,
  further,
}: Machines): [name: string, machine: Machines["vps"] | Machines["nas"] | FurtherMachine][] {
  return Object.entries({ vps, nas, ...further });
}

/** What the system and images keep of a machine, as config.yaml would say it. */
interface Kept {
  readonly cpuCores: number;
  readonly memory: string;
  readonly disk: string;
  readonly images: string;
}

/** How every machine is shared out: to the system, to images, and how far services may go beyond the rest; and its further disks. */
function ofEveryMachine(machine: string, at: "on" | "in", { images, ...reserve }: Kept) {
  return {
    reserve: reserveSchema(machine, reserve),
    images: is.size(`Disk that container images may take ${at} the ${machine}.`).prefault(images),
    volumes: is
      .size(
        `Disk for volumes ${at} the ${machine}: the size of their file system, which grows and never shrinks; four fifths of what is left.`,
      )
      .optional(),
    memoryOvercommit: overcommitSchema(machine),
    diskOvercommit: diskOvercommitSchema(machine),
    disks,
    wireguardPublicKey: is
      .wireguardKey(
        `The public half of the ${machine}'s WireGuard key, which is made on it.`,
        "sudo wg show wg0 public-key prints it there",
      )
      .optional(),
  };
}

function reserveSchema(machine: string, defaults: { cpuCores: number; memory: string; disk: string }) {
  return section(`What the ${machine} keeps for itself; services never get it.`, {
    cpuCores: is.cpuCores(`Cores that k3s and the system of the ${machine} keep.`).prefault(defaults.cpuCores),
    memory: is.size(`Memory that k3s, the system and the eviction threshold of the ${machine} keep.`).prefault(defaults.memory),
    disk: is.size(`Disk that k3s, the system and the eviction threshold of the ${machine} keep.`).prefault(defaults.disk),
  }).prefault({});
}

/** Nothing reserves what a volume or a scratch directory may grow to: the sizes are ceilings, as limits are. */
function diskOvercommitSchema(machine: string) {
  return is
    .factor(
      `How far volumes and scratch on the ${machine} may add up beyond the disk that it has; watch the disk when it is more than 1.`,
      1,
      mostOvercommit,
    )
    .default(1.4);
}

function overcommitSchema(machine: string) {
  return is
    .factor(`How far the memory limits on the ${machine} may add up beyond what it has; requests never may.`, 1, mostOvercommit)
    .default(1.6);
}
