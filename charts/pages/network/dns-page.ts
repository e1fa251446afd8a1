import type { Reach } from "../../model/network/reach";
import type { Stack } from "../../model/stack";
import { byText, groupedBy } from "../../values/order";
import { page, table } from "../markdown";
import { reachedBy } from "../services/sites";

/** The records that the owner enters at the registrar. */
export function dnsPage(stack: Stack): string {
  const { config } = stack;
  // A name that is reached in two ways has one record all the same.
  const has = (reach: Reach) => stack.routes.some((route) => route.reach === reach);
  const hosts = (reach: Reach) => hostsFile(stack, reach);
  const names = [...groupedBy(stack.routes, ({ host }) => host)].sort(([a], [b]) => byText(a, b));
  return page(
    "DNS records",
    `Enter these at the registrar of ${config.domain}. All of them lead to the server, ${config.machines.vps.publicAddress}.`,
    table(
      ["name", "type", "value", "service", "reached by"],
      names.map(([host, routes]) => [
        `${host}.`,
        "A",
        config.machines.vps.publicAddress,
        [...new Set(routes.map(({ service }) => service))].join(", "),
        routes.map(({ site, reach }) => reachedBy(stack, site, reach)).join(", "),
      ]),
    ),
    "## Why the names behind the VPN are public",
    "Let's Encrypt checks a name by calling it from the internet, so each name must lead to the server. There the public reverse proxy has no site for a VPN name: it answers the check and nothing else.",
    `Devices in the WireGuard network need another answer for these names: ${config.machines.vps.wireguardAddress}, where the sites are. Nobody outside can reach that address.`,
    ...(has("vpn")
      ? ["Until the server has a resolver for the VPN, put these lines into the hosts file of each device in it:", hosts("vpn")]
      : []),
    ...(has("lan") && !stack.runs("adguard")
      ? ["And these into that of each device at home, until AdGuard Home answers there:", hosts("lan")]
      : []),
    "## Why there is no AAAA record",
    "The cluster speaks IPv4 only: k3s chooses its address families when it is made and cannot change them later. With an AAAA record, browsers would try IPv6 first and wait for an answer that never comes. Enter none, and remove any that the registrar has put there.",
  );
}

/** What a device needs that asks nobody who knows these names. */
function hostsFile({ routes }: Stack, reach: Reach): string {
  const lines = new Map(routes.filter((route) => route.reach === reach).map(({ host, address }) => [host, `${address} ${host}`]));
  return ["```", ...[...lines].sort(([a], [b]) => byText(a, b)).map(([, line]) => line), "```"].join("\n");
}
