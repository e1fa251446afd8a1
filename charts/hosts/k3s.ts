import type { Config } from "../config/schema";
import { writeYaml } from "../config/write-yaml";
import { type Machine, machineLabel } from "../model/machine/machine";
import { Cpu } from "../values/cpu";
import { mebi, type Size } from "../values/size";

/** The stable release of the Kubernetes that the manifests are tried against. */
export const k3sRelease = "v1.36.3+k3s1";

type Settings = Readonly<Record<string, string | boolean | readonly string[]>>;

/** `/etc/rancher/k3s/config.yaml` of a machine. */
export function k3sFile(machine: Machine, config: Config): string {
  const heading = `# /etc/rancher/k3s/config.yaml of ${machine.name}, for k3s ${k3sRelease}. Made by npm run synth; docs/getting-started.md uses it.\n`;
  return heading + writeYaml(settingsOf(machine, config));
}

function settingsOf(machine: Machine, config: Config): Settings {
  return {
    "node-name": machine.name,
    ...(machine.role === "server" ? serverOf(machine, config) : agentOf(machine, config)),
    // Pods talk through WireGuard alone: the home address changes, and nothing else is encrypted.
    "flannel-iface": "wg0",
    "node-label": [`${machineLabel}=${machine.name}`],
    "protect-kernel-defaults": true,
    "kubelet-arg": [...reservesOf(machine), "streaming-connection-idle-timeout=5m"],
  };
}

function serverOf({ wireguardAddress }: Machine, { network }: Config): Settings {
  return {
    "node-ip": wireguardAddress,
    "advertise-address": wireguardAddress,
    "tls-san": [wireguardAddress],
    "cluster-cidr": `${network.pods}`,
    "service-cidr": `${network.services}`,
    "flannel-backend": "vxlan",
    // etcd instead of SQLite: it can be restored to a new machine from a snapshot and the token.
    "cluster-init": true,
    // Caddy has the ports, and each site its certificate.
    disable: ["traefik", "servicelb"],
    "secrets-encryption": true,
    // With a token of its own an agent never holds the one that opens the whole cluster.
    "agent-token-file": "/etc/rancher/k3s/agent-token",
    "write-kubeconfig-mode": "0600",
    "kube-apiserver-arg": ["service-account-extend-token-expiration=false"],
    "kube-controller-manager-arg": ["terminated-pod-gc-threshold=100"],
  };
}

function agentOf({ name, wireguardAddress }: Machine, { machines }: Config): Settings {
  return {
    server: `https://${machines.vps.wireguardAddress}:6443`,
    "token-file": "/etc/rancher/k3s/agent-token",
    "node-ip": wireguardAddress,
    "node-taint": [`${machineLabel}=${name}:NoSchedule`],
  };
}

/**
 * What config.yaml says that services never get, split into what k3s, the system and the eviction threshold need. k3s sets
 * no threshold for memory by itself, and a flag replaces all of its thresholds.
 */
function reservesOf({ reserve: { cpuCores, memory, disk } }: Machine): string[] {
  const systemCpu = Cpu.milli(Math.round(cpuCores.millicores / 3));
  const systemMemory = part(memory, 1 / 4);
  const spareMemory = mebi(Math.max(part(memory, 1 / 6).mebibytes, 300));
  const [kubeDisk, systemDisk] = [part(disk, 1 / 10), part(disk, 1 / 5)];
  const spareDisk = mebi(disk.mebibytes - kubeDisk.mebibytes - systemDisk.mebibytes);
  const kubeMemory = mebi(memory.mebibytes - systemMemory.mebibytes - spareMemory.mebibytes);
  return [
    `kube-reserved=cpu=${cpuCores.minus(systemCpu)},memory=${kubeMemory},ephemeral-storage=${kubeDisk}`,
    `system-reserved=cpu=${systemCpu},memory=${systemMemory},ephemeral-storage=${systemDisk}`,
    `eviction-hard=memory.available<${spareMemory},nodefs.available<${spareDisk},imagefs.available<${spareDisk}`,
  ];
}

function part(whole: Size, share: number): Size {
  return mebi(Math.round(whole.mebibytes * share));
}
