import { outside, type Place } from "../../bed/place";
import { leadThroughVxlan } from "../../bed/vxlan";
import { nas, noInternet, owners, places, provider, vps } from "./addresses";

const { network } = owners;

interface Bridge {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** The three networks that the outside has: the VPN, the internet before the server, the home network. */
const bridges: readonly Bridge[] = [
  { name: "vpn", addresses: [places.laptop, places.strayDevice] },
  { name: "public", addresses: [provider] },
  { name: "home", addresses: [places.router, places.nasItself, places.homeDevice] },
];

/** Hosts of the internet, which the outside has on a device of its own. */
const internet = [
  ...[places.somebody, places.remoteNas, places.storageBox, places.mailServer],
  ...[places.letsEncrypt, places.web, places.mailbox, places.publicResolver],
  ...noInternet,
];

const ip = (...words: string[]) => outside.run("ip", ...words);

/** What leads from the outside to the machines, and no further. */
export function connect(machines: Readonly<Record<"vps" | "nas", Place>>): void {
  for (const { name, addresses } of bridges) {
    ip("link", "add", name, "type", "bridge");
    for (const address of addresses) ip("address", "add", `${address}/24`, "dev", name);
    ip("link", "set", name, "up");
  }
  for (const address of internet) ip("address", "add", `${address}/32`, "dev", "lo");
  join(machines.vps, "wg0", "vpn", vps.private);
  join(machines.vps, "eth0", "public", vps.public);
  join(machines.nas, "wg0", "vpn", nas.private);
  join(machines.nas, "eth0", "home", nas.public);
  machines.vps.run("ip", "route", "add", "default", "via", provider);
  machines.nas.run("ip", "route", "add", "default", "via", places.router);
  for (const place of [outside, ...Object.values(machines)]) {
    place.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0");
  }
  for (const machine of Object.values(machines)) masquerade(machine);
  // The router gives the home network one address on the internet.
  outside.run("iptables", "-t", "nat", "-A", "POSTROUTING", "-s", network.lan, "-o", "public", "-j", "MASQUERADE");
  // Whoever knows the way may send packets for pods and Services to the machine that stands next to them.
  const ways = [
    [places.somebody, vps.public],
    [places.homeDevice, nas.public],
    [places.laptop, vps.private],
    [places.strayDevice, vps.private],
  ] as const;
  ways.forEach(([from, via], index) => {
    const table = `${100 + index}`;
    ip("rule", "add", "from", from, "table", table);
    for (const range of [network.pods, network.services]) ip("route", "add", range, "via", via, "table", table);
  });
}

/** The pods of each machine, as flannel leads to them. */
export function leadToPods(machines: Readonly<Record<"vps" | "nas", Place>>, ranges: Readonly<Record<"vps" | "nas", string>>): void {
  const [server, agent] = [
    { inTunnel: vps.private, pods: ranges.vps },
    { inTunnel: nas.private, pods: ranges.nas },
  ];
  leadThroughVxlan(machines.vps, server, agent);
  leadThroughVxlan(machines.nas, agent, server);
}

/** As flannel does: pods keep their addresses among themselves, and take the machine's on the way out. */
export function masquerade(machine: Place): void {
  machine.run("iptables", "-t", "nat", "-A", "POSTROUTING", "-s", network.pods, "-d", network.pods, "-j", "RETURN");
  machine.run("iptables", "-t", "nat", "-A", "POSTROUTING", "-s", network.pods, "!", "-d", "224.0.0.0/4", "-j", "MASQUERADE");
}

function join(machine: Place, device: string, bridge: string, address: string): void {
  const end = `${machine.name}-${bridge}`;
  ip("link", "add", end, "type", "veth", "peer", "name", device, "netns", `${machine.holder}`);
  ip("link", "set", end, "master", bridge, "up");
  machine.run("ip", "address", "add", `${address}/24`, "dev", device);
  machine.run("ip", "link", "set", device, "up");
  machine.run("ip", "link", "set", "lo", "up");
}
