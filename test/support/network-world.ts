import { type Edge, type End, nameOf } from "../../charts/model/network/edge";
import type { Ends } from "./reachability";

/** Addresses that stand for each kind of outside, and for what nobody may reach. */
export const addresses = {
  "internet 1.1.1.1": "1.1.1.1",
  "internet 203.0.113.10": "203.0.113.10",
  "internet 192.1.2.3": "192.1.2.3",
  "VPN device": "10.77.0.10",
  "VPN device that is not listed": "10.77.0.11",
  "VPN NAS": "10.77.0.2",
  "VPN server": "10.77.0.1",
  "LAN device": "192.168.178.50",
  "LAN NAS": "192.168.178.10",
  "LAN router": "192.168.178.1",
  "other LAN": "192.168.1.1",
  "cluster pod": "10.42.3.4",
  "cluster service": "10.43.0.1",
  "carrier NAT": "100.64.1.1",
  "cloud metadata": "169.254.169.254",
  "docker range": "172.17.0.1",
  loopback: "127.0.0.1",
  multicast: "224.0.0.251",
};

/** Which of the addresses the model means with each of its words. */
const meant: Readonly<Record<Exclude<End["kind"], "workload">, readonly string[]>> = {
  internet: ["internet 1.1.1.1", "internet 203.0.113.10", "internet 192.1.2.3"],
  vpn: ["VPN device"],
  lan: ["LAN device", "LAN NAS", "LAN router"],
  machines: ["VPN server"],
  "cluster DNS": ["kube-system/kube-dns"],
  "NAS shares": ["LAN NAS"],
  "LAN resolver": ["LAN router"],
  "Kubernetes API": ["VPN server"],
};

/** Ports that nobody opens, so that a rule without ports shows. */
export const extraPorts = [22, 25, 2019, 6379, 10250];

const namesOf = (end: End): readonly string[] => (end.kind === "workload" ? [nameOf(end)] : meant[end.kind]);

/** What one end alone is asked shows nearly every fault, and costs the least. */
export const ends: readonly Ends[] = ["from", "to", "both"];

export function expected(edges: readonly Edge[], asked: Ends = "both"): string[] {
  const own = edges.filter(({ from, to }) => asked === "both" || (asked === "from" ? from : to).kind === "workload");
  const lines = own.flatMap(({ from, to, port, protocol }) =>
    namesOf(from).flatMap((source) => namesOf(to).map((target) => `${source} → ${target} ${port}/${protocol}`)),
  );
  return [...new Set(lines)].sort();
}
