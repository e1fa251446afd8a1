import type { Config } from "../../config/schema";
import { k3sServer } from "../../model/machine/k3s-paths";
import { type Machine, machineLabel } from "../../model/machine/machine";
import { auditLog } from "./audit";
import { kubeletArguments } from "./kubelet";

export type Settings = Readonly<Record<string, string | boolean | readonly string[]>>;

/** Where k3s finds its settings and what they name. */
export const k3sFolder = "/etc/rancher/k3s";

/** What k3s is told on a machine. */
export function k3sSettings(machine: Machine, config: Config): Settings {
  return {
    "node-name": machine.name,
    ...(machine.role === "server" ? serverOf(machine, config) : agentOf(machine, config)),
    // Pods talk through WireGuard alone: the home address changes, and nothing else is encrypted.
    "flannel-iface": "wg0",
    "node-label": [`${machineLabel}=${machine.name}`],
    "protect-kernel-defaults": true,
    "kubelet-arg": kubeletArguments(machine),
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
    "agent-token-file": `${k3sFolder}/agent-token`,
    "write-kubeconfig-mode": "0600",
    "kube-apiserver-arg": apiServerArguments(),
    "kube-controller-manager-arg": ["terminated-pod-gc-threshold=100"],
  };
}

/** Source: k3s' CIS hardening guide. */
function apiServerArguments(): string[] {
  return [
    "enable-admission-plugins=NodeRestriction,EventRateLimit",
    `admission-control-config-file=${k3sFolder}/admission.yaml`,
    `audit-policy-file=${k3sFolder}/audit.yaml`,
    `audit-log-path=${k3sServer.logs}/audit.log`,
    `audit-log-maxage=${auditLog.days}`,
    `audit-log-maxbackup=${auditLog.files}`,
    `audit-log-maxsize=${auditLog.megabytesOfFile}`,
    "service-account-extend-token-expiration=false",
  ];
}

function agentOf({ name, wireguardAddress }: Machine, { machines }: Config): Settings {
  return {
    server: `https://${machines.vps.wireguardAddress}:6443`,
    "token-file": `${k3sFolder}/agent-token`,
    "node-ip": wireguardAddress,
    "node-taint": [`${machineLabel}=${name}:NoSchedule`],
  };
}
