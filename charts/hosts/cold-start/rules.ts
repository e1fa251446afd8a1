import { coldStarters } from "../../model/cold-start";
import type { Machine } from "../../model/machine/machine";
import { edgesOf } from "../../model/network/edge";
import type { Service } from "../../model/service";
import type { Stack } from "../../model/stack";
import { privateRanges } from "../../values/address";
import { dnsPort, type Protocol } from "../../values/port";
import { coldStartRange } from "./network";

/**
 * What the firewall lets through that comes from podman's pods: what the same services may call in the cluster, as far as it
 * is at home or in the internet. There their policies judge, and here nobody else does. Undefined where there are none.
 */
export function coldStartRules(stack: Stack, machine: Machine): string[] | undefined {
  const starters = coldStarters(stack, machine);
  if (starters.length === 0) return undefined;
  const { lanResolver } = stack.config.network;
  return [
    `ip daddr ${coldStartRange(stack.config)} accept comment "each other"`,
    ...(["udp", "tcp"] as const).map((protocol) => `ip daddr ${lanResolver} ${protocol} dport ${dnsPort} accept comment "names"`),
    ...internetPorts(stack, starters).map(
      ({ protocol, ports }) =>
        `ip daddr != { ${privateRanges.join(", ")} } ${protocol} dport { ${ports.join(", ")} } accept comment "the internet"`,
    ),
    "drop",
  ];
}

function internetPorts(stack: Stack, starters: readonly Service[]): { protocol: Lowercase<Protocol>; ports: number[] }[] {
  const edges = edgesOf(stack).filter(
    ({ from, to }) => to.kind === "internet" && from.kind === "workload" && starters.some(({ name }) => name === from.workload.name),
  );
  return (["udp", "tcp"] as const).flatMap((protocol) => {
    const ports = edges.filter((edge) => edge.protocol.toLowerCase() === protocol).map(({ port }) => port);
    return ports.length > 0 ? [{ protocol, ports: [...new Set(ports)].sort((one, other) => one - other) }] : [];
  });
}
