import { certificateAuthority, dnsRecords } from "../../facts/dns-records";
import { vpnResolver } from "../../model/network/resolver";
import type { Stack } from "../../model/stack";
import { byText, groupedBy } from "../../values/order";
import { block, code, page, table } from "../markdown";
import { reachWords } from "../services/sites";

/** The records that the owner enters at the registrar, and who is told something else. */
export function dnsPage(stack: Stack): string {
  const { config } = stack;
  const records = dnsRecords(stack);
  // A name that is reached in two ways has one record all the same.
  const routes = groupedBy(stack.routes, ({ host }) => host);
  return page(
    "DNS records",
    `Enter these at the registrar of ${config.domain}. All of them lead to the server, ${config.machines.vps.publicAddress}. A registrar that reads zone files takes all of this page from ${code("generated/dns.zone")}. ${code("npx mk360 dns check")} compares it with what resolvers answer, and says what to type.`,
    table(
      ["name", "type", "value", "service", "reached by"],
      records
        .filter(({ type }) => type === "A")
        .map(({ name, type, value }) => {
          const own = routes.get(name) ?? [];
          return [
            `${name}.`,
            type,
            value,
            [...new Set(own.map(({ service }) => service))].join(", "),
            own.map(({ reach }) => reachWords[reach]).join(", "),
          ];
        }),
    ),
    "Where mail goes and where other names lead is not here: leave what the registrar has of that.",
    "## Who may sign certificates",
    table(
      ["name", "type", "value"],
      records.filter(({ type }) => type === "CAA").map(({ name, type, value }) => [`${name}.`, type, code(value)]),
    ),
    `With these, no authority but Let's Encrypt may sign for ${config.domain} and the names in it. A name that leads to somebody else, who has other certificates, needs a CAA record of its own with ${code(`0 issue "AUTHORITY"`)} in place of ${code(certificateAuthority)}: ask whoever serves it.`,
    "## Why the names behind the VPN are public",
    "Let's Encrypt checks a name by calling it from the internet, so each name must lead to the server. There the public reverse proxy has no site for a VPN name: it answers the check and nothing else.",
    ...inTheVpn(stack),
    ...atHome(stack),
    "## Why there is no AAAA record",
    "The cluster speaks IPv4 only: k3s chooses its address families when it is made and cannot change them later. With an AAAA record, browsers would try IPv6 first and wait for an answer that never comes. Enter none, and remove any that the registrar has put there.",
  );
}

function inTheVpn(stack: Stack): string[] {
  const { address, names, home, elsewhere } = vpnResolver(stack);
  const others = elsewhere.join(" or ");
  const rest = home === undefined ? others : `AdGuard Home on the NAS, or ${others} while that is away`;
  return [
    "## What devices in the VPN are told",
    `They ask the resolver of the server, ${address}, as the file of each says. It leads ${names.size} names into the VPN, where nobody outside gets. For all others it asks ${rest}.`,
  ];
}

/** What devices at home need while nobody there knows these names. */
function atHome(stack: Stack): string[] {
  const lines = stack.routes.filter(({ reach }) => reach === "lan").map(({ host, address }) => `${address} ${host}`);
  if (lines.length === 0 || stack.runs("adguard")) return [];
  return [
    "## What devices at home are told",
    "Put these lines into the hosts file of each, until AdGuard Home answers there:",
    block(lines.sort(byText).join("\n")),
  ];
}
