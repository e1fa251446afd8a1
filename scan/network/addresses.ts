import type { Config } from "../../charts/config/schema";
import { machinesOf } from "../../charts/model/machine/machine";
import type { Outside } from "../../charts/model/network/edge";
import { AddressRange, privateRanges } from "../../charts/values/address";
import type { Policy } from "./policy";

/** Addresses that every network has, whatever the policies say. */
const always = ["1.1.1.1", "203.0.113.10", "169.254.169.254", "172.17.0.1", "192.168.1.1", "224.0.0.251", "127.0.0.1"];

type AddressKind = Exclude<Outside, "cluster DNS">;

/** Whether an address is one that the model means with each of its words for places outside. */
export function meaningOf({ network, machines, wireguard }: Config): Readonly<Record<AddressKind, (address: string) => boolean>> {
  const within = (range: AddressRange) => (address: string) => range.contains(address);
  const only = (one: string) => (address: string) => address === one;
  const unrouted = privateRanges.map((range) => AddressRange.parse(range));
  return {
    internet: (address) => !unrouted.some((range) => range.contains(address)),
    vpn: (address) => wireguard.peers.some((peer) => peer.address === address),
    lan: within(network.lan),
    // The one such port is on the NAS, and what is scanned has no third machine.
    machines: only(`${machines.vps.wireguardAddress}`),
    "NAS shares": only(`${machines.nas.bulk.server}`),
    "LAN resolver": only(`${network.lanResolver}`),
    "Kubernetes API": only(`${machines.vps.wireguardAddress}`),
  };
}

/**
 * One address of each set that the ranges in the policies and in the configuration tell apart: two addresses in the same
 * ranges are treated alike by every rule. A set begins where a range begins or right behind one, so none is left out.
 */
export function sampleAddresses(policies: readonly Policy[], config: Config): string[] {
  const { network, machines } = config;
  const single = [machines.nas.bulk.server, network.lanResolver, ...machinesOf(config).map(({ wireguardAddress }) => wireguardAddress)].map(
    (address) => `${address}/32`,
  );
  const ranges = [
    ...new Set([
      ...rangesIn(policies),
      ...privateRanges,
      ...single,
      ...[network.wireguard, network.lan, network.pods, network.services].map(String),
    ]),
  ].map((range) => AddressRange.parse(range));
  const candidates = [...always, ...ranges.flatMap((range) => [range.at(0), ...(range.next ? [range.next] : [])])];
  const known = new Map<string, string>();
  for (const address of candidates) {
    const set = ranges.filter((range) => range.contains(address)).join(" ");
    if (!known.has(set)) known.set(set, address);
  }
  return [...known.values()];
}

function rangesIn(policies: readonly Policy[]): string[] {
  return policies.flatMap(({ spec }) =>
    [...(spec.ingress ?? []).flatMap(({ from = [] }) => from), ...(spec.egress ?? []).flatMap(({ to = [] }) => to)].flatMap(
      ({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : []),
    ),
  );
}
