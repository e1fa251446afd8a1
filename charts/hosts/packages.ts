import { coldStarters } from "../model/cold-start";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";
import { bans } from "./fail2ban/jails";

/**
 * What the distribution brings to a machine. k3s drops network policies without a word where there is no ipset; the VM mounts
 * the NAS's folders; podman's own programs are only recommended to it; the package dnsmasq would start one of its own, on every address; fail2ban reads SSH's journal by `python3-systemd`, and `sqlite3` its memory.
 */
export function packagesOf(stack: Stack, machine: Machine): readonly string[] {
  const { role, isAtHome, key } = machine;
  return [
    ...[
      "ca-certificates",
      "curl",
      "ipset",
      "nftables",
      "openssh-server",
      "openssl",
      "sudo",
      "systemd-timesyncd",
      "ufw",
      "unattended-upgrades",
      "wireguard-tools",
      "xfsprogs",
    ],
    ...(key === undefined ? [] : ["cryptsetup-bin", "e2fsprogs"]),
    ...(role === "server" ? ["dnsmasq-base"] : []),
    ...(role === "agent" && isAtHome ? ["nfs-common"] : []),
    ...(coldStarters(stack, machine).length > 0 ? ["podman", "catatonit", "crun", "netavark"] : []),
    ...(bans(machine) ? ["fail2ban", "python3-systemd", "sqlite3"] : []),
  ];
}
