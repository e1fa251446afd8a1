import settings from "../../hosts/files/resolver.conf";
import asks from "../../hosts/files/resolver-asks.sh";
import asksService from "../../hosts/files/resolver-asks-service.conf";
import resolverService from "../../hosts/files/resolver-service.conf";
import type { Machine } from "../model/machine/machine";
import { vpnResolver } from "../model/network/resolver";
import type { Stack } from "../model/stack";
import { byText } from "../values/order";

/** The resolver of the VPN, on the server alone: names of the sites behind it lead into it, for the rest it asks others. */
export function resolverFiles(stack: Stack, { role }: Machine): Record<string, string> {
  if (role !== "server") return {};
  const { names, home, elsewhere } = vpnResolver(stack);
  return {
    "etc/dnsmasq.d/mk360.conf": `${settings}${[
      `rebind-domain-ok=/${stack.config.domain}/`,
      ...[...names].sort(([a], [b]) => byText(a, b)).flatMap(([host, address]) => linesOf(host, address)),
    ]
      .map((line) => `${line}\n`)
      .join("")}`,
    "etc/mk360/resolver/home": listOf(home === undefined ? [] : [home]),
    "etc/mk360/resolver/elsewhere": listOf(elsewhere),
    "etc/mk360/resolver/asks.sh": asks,
    "etc/systemd/system/mk360-resolver.service": resolverService,
    "etc/systemd/system/mk360-resolver-asks.service": asksService,
  };
}

/** Without the first, dnsmasq asks others whether the name has an address of IPv6. */
function linesOf(host: string, address: string): string[] {
  return [`local=/${host}/`, `host-record=${host},${address}`];
}

/** In the form of resolv.conf(5). */
function listOf(addresses: readonly string[]): string {
  return [
    "# Made by npm run synth; what is changed here by hand is lost.",
    ...addresses.map((address) => `nameserver ${address}`),
    "",
  ].join("\n");
}
