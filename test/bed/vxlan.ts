import type { Place } from "./place";

/** A machine as flannel sees it. */
export interface Joined {
  /** Its address in the tunnel. */
  readonly inTunnel: string;
  /** The range of its pods, whose first address is that of its end of the network. */
  readonly pods: string;
}

/** The network of pods as flannel makes it, in the tunnel, with the other machine as its only neighbour. */
export function leadThroughVxlan(machine: Place, own: Joined, other: Joined): void {
  const run = (...words: string[]) => machine.run(...words);
  const next = firstOf(other.pods);
  run("ip", "link", "add", "flannel.1", "type", "vxlan", "id", "1", "dev", "wg0", "local", own.inTunnel, "dstport", "8472", "nolearning");
  run("ip", "link", "set", "flannel.1", "address", macOf(own.inTunnel), "up");
  run("ip", "address", "add", `${firstOf(own.pods)}/32`, "dev", "flannel.1");
  run("ip", "route", "add", other.pods, "via", next, "dev", "flannel.1", "onlink");
  run("ip", "neighbour", "add", next, "lladdr", macOf(other.inTunnel), "dev", "flannel.1", "nud", "permanent");
  run("bridge", "fdb", "add", macOf(other.inTunnel), "dev", "flannel.1", "dst", other.inTunnel);
}

function firstOf(range: string): string {
  return range.replace(/\/\d+$/, "");
}

function macOf(address: string): string {
  return ["02", "00", ...address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"))].join(":");
}
