import { outside, type Place } from "../../bed/place";
import { leadThroughVxlan } from "../../bed/vxlan";
import { addresses, type Name, type Places } from "./places";

const ip = (...words: string[]) => outside.run("ip", ...words);

/** The internet, which is one wire with a provider that passes everything on, and the home network behind its router. */
export function connect(places: Places): void {
  for (const bridge of ["internet", "home"]) {
    ip("link", "add", bridge, "type", "bridge");
    ip("link", "set", bridge, "up");
  }
  for (const gateway of ["203.0.113.1/24", "198.51.100.254/24"]) ip("address", "add", gateway, "dev", "internet");
  outside.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
  plug(places, "vps", "eth0", "internet", addresses.vps, "203.0.113.1");
  for (const name of ["somebody", "laptop", "phone", "resolvers"] as const)
    plug(places, name, "eth0", "internet", addresses[name], "198.51.100.254");
  plug(places, "router", "eth0", "internet", addresses.routerOutside, "198.51.100.254");
  plug(places, "router", "eth1", "home", addresses.router);
  for (const name of ["nas", "homeDevice"] as const) plug(places, name, "eth0", "home", addresses[name], addresses.router);
  places.router.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
  places.router.run("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "eth0", "-j", "MASQUERADE");
  // The public resolvers of config.yaml as it is shipped, both in one place.
  for (const resolver of ["9.9.9.9", "149.112.112.112"]) {
    places.resolvers.run("ip", "address", "add", `${resolver}/32`, "dev", "lo");
    ip("route", "add", resolver, "via", addresses.resolvers);
  }
  // Both have IPv6 on the same wire, as at Hetzner.
  places.vps.run("ip", "address", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
  places.somebody.run("ip", "address", "add", "2001:db8::1/64", "dev", "eth0", "nodad");
}

export function disconnect(): void {
  const devices = JSON.parse(ip("-json", "link")) as { readonly ifname: string }[];
  // Some go by themselves meanwhile, with the machine at their other end.
  for (const { ifname } of devices.filter(({ ifname: name }) => name !== "lo"))
    outside.run("bash", "-c", `ip link delete ${ifname} 2>/dev/null || true`);
}

function plug(places: Places, name: Name, device: string, bridge: string, address: string, gateway?: string): void {
  const place = places[name];
  const end = `${name}-${device}`;
  ip("link", "add", end, "type", "veth", "peer", "name", device, "netns", `${place.holder}`);
  ip("link", "set", end, "master", bridge, "up");
  place.run("ip", "address", "add", `${address}/24`, "dev", device);
  place.run("ip", "link", "set", device, "up");
  if (gateway) place.run("ip", "route", "add", "default", "via", gateway);
}

/** What k3s makes on a machine: the bridge of its pods, their network through the tunnel, and rules that pass everything on first. */
export interface Node {
  readonly machine: Place;
  readonly pod: Place;
  readonly podAddress: string;
  readonly inTunnel: string;
  /** The other machine's, where its pods are. */
  readonly other: { readonly inTunnel: string; readonly pods: string };
  /** Ports of the machine that lead to the pod, as portmap leads there. */
  readonly hostPorts: readonly { readonly address: string; readonly port: number; readonly to: number }[];
}

/** Makes the network of pods; the tunnel must stand before. */
export function makeNode({ machine, pod, podAddress, inTunnel, other, hostPorts }: Node): void {
  const gateway = podAddress.replace(/\.\d+$/, ".1");
  const run = (...words: string[]) => machine.run(...words);
  run("ip", "link", "add", "cni0", "type", "bridge");
  run("ip", "address", "add", `${gateway}/24`, "dev", "cni0");
  run("ip", "link", "set", "cni0", "up");
  run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "eth0", "netns", `${pod.holder}`);
  run("ip", "link", "set", "veth0", "master", "cni0", "up");
  pod.run("ip", "address", "add", `${podAddress}/24`, "dev", "eth0");
  pod.run("ip", "link", "set", "eth0", "up");
  pod.run("ip", "route", "add", "default", "via", gateway);
  leadThroughVxlan(machine, { inTunnel, pods: gateway.replace(/1$/, "0/24") }, other);
  const nat = (...words: string[]) => run("iptables", "-t", "nat", ...words);
  for (const protocol of ["tcp", "udp"])
    for (const { address, port, to } of hostPorts)
      nat("-A", "PREROUTING", "-d", address, "-p", protocol, "--dport", `${port}`, "-j", "DNAT", "--to-destination", `${podAddress}:${to}`);
  // kube-proxy: a Service is any machine's, and who comes from elsewhere takes the machine's address.
  nat("-A", "PREROUTING", "-d", addresses.service, "-p", "tcp", "--dport", "443", "-j", "DNAT", "--to-destination", `${podAddress}:443`);
  nat("-A", "POSTROUTING", "-s", "10.42.0.0/16", "-d", "10.42.0.0/16", "-j", "RETURN");
  nat("-A", "POSTROUTING", "-s", "10.42.0.0/16", "-j", "MASQUERADE");
  run("iptables", "-I", "FORWARD", "1", "-j", "ACCEPT");
}
