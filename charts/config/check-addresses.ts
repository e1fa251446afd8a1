import { type AddressRange, isOnTheInternet } from "../values/address";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** Whether every machine's address is in its network, can be a machine's at all, and is its own. */
export function checkAddresses({ network, machines }: Config): Fault[] {
  const faults: Fault[] = [];
  const owners = new Map<string, string>();
  const { vps, nas, further } = machines;
  const others = Object.entries(further).flatMap(([name, { wireguardAddress, lanAddress }]) => [
    [`machines.${name}.wireguardAddress`, wireguardAddress, "wireguard"] as const,
    ...(lanAddress === undefined ? [] : [[`machines.${name}.lanAddress`, lanAddress, "lan"] as const]),
  ]);
  const all = [
    ["machines.vps.wireguardAddress", vps.wireguardAddress, "wireguard"],
    ["machines.nas.wireguardAddress", nas.wireguardAddress, "wireguard"],
    ["network.lanResolver", network.lanResolver, "lan"],
    ["machines.nas.lanAddress", nas.lanAddress, "lan"],
    ["machines.nas.bulk.server", nas.bulk.server, "lan"],
    ...others,
  ] as const;
  for (const [where, value, name] of all) {
    faults.push(...outsideRange(where, value, `network.${name}`, network[name]));
    const owner = owners.get(value);
    if (owner === "network.lanResolver") faults.push(...(where === "machines.nas.bulk.server" ? [] : [ourOwnResolver(value, where)]));
    else if (owner) faults.push(takenAddress(where, value, owner));
    owners.set(value, where);
  }
  if (!isOnTheInternet(vps.publicAddress)) {
    faults.push({
      where: "machines.vps.publicAddress",
      value: vps.publicAddress,
      allowed: "an address that the internet can reach",
      fix: "take the IPv4 address that Hetzner shows for the server",
    });
  }
  return faults;
}

/** A machine's address lies inside its range and is neither the range's first nor its last. */
export function outsideRange(where: string, value: string, name: string, range: AddressRange): Fault[] {
  if (range.contains(value) && !isEdge(value, range)) return [];
  return [
    {
      where,
      value,
      allowed: `an address in ${name} (${range}), but not its first or last`,
      fix: `take an address from ${range}, or correct ${name}`,
    },
  ];
}

/** On a machine of ours the resolver would be AdGuard, which asks the resolver itself. */
function ourOwnResolver(value: string, owner: string): Fault {
  return {
    where: "network.lanResolver",
    value,
    allowed: `the router or the NAS itself, but no machine of the stack; ${owner} has this address`,
    fix: "write the address of the router; AdGuard and what must do without the server ask it",
  };
}

export function takenAddress(where: string, value: string, owner: string): Fault {
  return {
    where,
    value,
    allowed: `an address that no other machine has; ${owner} has this one`,
    fix: "give each machine an address of its own",
  };
}

/** The first address names the network itself, the last one all machines in it. */
function isEdge(address: string, range: AddressRange): boolean {
  const [first = "", bits] = `${range}`.split("/");
  return address === first || numberOf(address) === numberOf(first) + 2 ** (32 - Number(bits)) - 1;
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
