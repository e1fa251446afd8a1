import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import { doorsOf, isFromOutside } from "./doors";
import { addressesOf } from "./sources";

/**
 * The rules of the Hetzner Cloud firewall before the server, in the form of its API: what comes in, and nothing else does. What
 * the tunnel carries arrives there as WireGuard, and the home network is behind none.
 */
export function hetznerRules(stack: Stack, machine: Machine): string {
  const ports = doorsOf(stack, machine)
    .filter(isFromOutside)
    .map(({ callers, port, why }) => ({
      direction: "in",
      protocol: port.protocol.toLowerCase(),
      port: `${port.number}`,
      source_ips: addressesOf(callers, stack, machine),
      description: why,
    }));
  const ping = {
    direction: "in",
    protocol: "icmp",
    source_ips: ["0.0.0.0/0"],
    description: "whether it answers, and how large packets may be",
  };
  return `${JSON.stringify([...ports, ping], null, 2)}\n`;
}
