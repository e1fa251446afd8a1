import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** SSH and the Kubernetes API answer admins alone: with none of them, and SSH closed, only the provider's console is left. */
export function checkLockout({ wireguard: { peers }, ssh }: Config): Fault[] {
  if (peers.some(({ role }) => role === "admin")) return [];
  if (peers.length > 0) {
    return [
      {
        where: "wireguard.peers",
        value: peers.map(({ name, role }) => `${name}: ${role}`).join(", "),
        allowed: "at least one device with the role admin: nobody else reaches the Kubernetes API",
        fix: "write role: admin at the computer that you work on",
      },
    ];
  }
  if (ssh.from.length > 0) return [];
  return [
    {
      where: "ssh.from",
      value: [],
      allowed: "at least one range, because wireguard.peers lists no admin that could come through the VPN",
      fix: "add the computer that you work on with mk360 vpn add, or write from where you reach SSH",
    },
  ];
}
