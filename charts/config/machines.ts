import { Cpu } from "../values/cpu";
import { Size } from "../values/size";
import { section } from "./groups";
import * as is from "./scalars";

/** What the kernel of each Hetzner server shows: the sold gigabytes less what the hypervisor and the kernel keep. */
export const servers = {
  cx43: { cpu: Cpu.cores(8), memory: Size.mebi(15600), disk: Size.gibi(149) },
  cx53: { cpu: Cpu.cores(16), memory: Size.mebi(31500), disk: Size.gibi(298) },
} as const;

export type ServerSize = keyof typeof servers;

export const vpsSchema = section("The rented server.", {
  size: is.choice("The Hetzner server: cx43 has 8 vCPU and 16 GB, cx53 has 16 vCPU and 32 GB.", ["cx43", "cx53"]).default("cx43"),
  publicAddress: is.ipv4("The server's public IPv4 address; all host names point to it."),
  reserve: reserveSchema("server", { cpuCores: 0.75, memory: "3000Mi", disk: "19Gi" }),
  images: is.size("Disk that container images may take on the server.").prefault("15Gi"),
  memoryOvercommit: overcommitSchema("server", 1.6),
  diskOvercommit: diskOvercommitSchema("server", 1.4),
});

export const nasSchema = section("The Debian VM on the NAS.", {
  lanAddress: is.ipv4("The address of the Debian VM on the NAS in the home network."),
  cpuCores: is.cpuCores("Virtual cores of the VM.").prefault(2),
  memory: is.size("Memory that the VM's kernel shows; a VM of 4 GiB shows about 3900Mi.").prefault("3900Mi"),
  disk: is.size("The VM's own disk, for databases and images.").prefault("64Gi"),
  reserve: reserveSchema("VM", { cpuCores: 0.25, memory: "930Mi", disk: "10Gi" }),
  images: is.size("Disk that container images may take in the VM.").prefault("12Gi"),
  memoryOvercommit: overcommitSchema("VM", 1.6),
  diskOvercommit: diskOvercommitSchema("VM", 1.4),
  bulk: section("How the VM reaches the big disks of the NAS.", {
    kind: is
      .choice("How the VM reaches the NAS's own shares: nfs, or directory for a path that the VM has mounted by itself.", [
        "nfs",
        "directory",
      ])
      .default("nfs"),
    server: is.ipv4("The NAS's own address, for NFS.").default("192.168.178.10"),
  }).prefault({}),
  smb: section("The shares of the NAS that the archive jobs copy to; each side has a user of its own there.", {
    businessShare: is.shareName("The share for business documents and contracts.").default("business"),
    privateShare: is.shareName("The share for private documents.").default("private"),
    directories: section("The folders in those shares.", {
      businessDocuments: is.shareName("The folder in the business share for the documents of Paperless.").default("paperless-archive"),
      contracts: is.shareName("The folder in the business share for the contracts of OpenSign.").default("contracts"),
      privateDocuments: is.shareName("The folder in the private share for the documents of Paperless.").default("paperless"),
    }).prefault({}),
  }).prefault({}),
  paths: section("Directories on the NAS.", {
    backups: is.directory("The share that holds the backups of the server.").default("/volume1/backups/vps-daily"),
    mail: is.directory("The share that holds the archived mail.").default("/volume1/private/email"),
  }).prefault({}),
});

function reserveSchema(machine: string, defaults: { cpuCores: number; memory: string; disk: string }) {
  return section(`What the ${machine} keeps for itself; services never get it.`, {
    cpuCores: is.cpuCores(`Cores that k3s and the system of the ${machine} keep.`).prefault(defaults.cpuCores),
    memory: is.size(`Memory that k3s, the system and the eviction threshold of the ${machine} keep.`).prefault(defaults.memory),
    disk: is.size(`Disk that k3s, the system and the eviction threshold of the ${machine} keep.`).prefault(defaults.disk),
  }).prefault({});
}

/** Nothing reserves what a volume or a scratch directory may grow to: the sizes are ceilings, as limits are. */
function diskOvercommitSchema(machine: string, standard: number) {
  return is
    .factor(
      `How far volumes and scratch on the ${machine} may add up beyond the disk that it has; watch the disk when it is more than 1.`,
      1,
      3,
    )
    .default(standard);
}

function overcommitSchema(machine: string, standard: number) {
  return is
    .factor(`How far the memory limits on the ${machine} may add up beyond what it has; requests never may.`, 1, 3)
    .default(standard);
}
