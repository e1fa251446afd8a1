import { outsideRange, takenAddress } from "./check-addresses";
import { allMachines } from "./machines";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

const called = { name: "name", publicKey: "public key" } as const;

/** Whether every WireGuard peer is a device of its own inside the WireGuard range. */
export function checkPeers({ network, wireguard, machines }: Config): Fault[] {
  const owners = new Map(allMachines(machines).map(([name, machine]) => [machine.wireguardAddress, `machines.${name}.wireguardAddress`]));
  const seen = new Map(keysOfMachines(machines));
  const ofPeers = wireguard.peers.flatMap((peer, index) => {
    const at = `wireguard.peers[${index}]`;
    const faults = outsideRange(`${at}.address`, peer.address, "network.wireguard", network.wireguard);
    const owner = owners.get(peer.address);
    if (owner) faults.push(takenAddress(`${at}.address`, peer.address, owner));
    owners.set(peer.address, `${at}.address`);
    for (const field of ["name", "publicKey"] as const) {
      const other = seen.get(`${field} ${peer[field]}`);
      if (other) faults.push(twice(`${at}.${field}`, peer[field], called[field], other));
      seen.set(`${field} ${peer[field]}`, `${at}.${field}`);
    }
    return faults;
  });
  return [...machineKeysTwice(machines), ...ofPeers];
}

type Machines = Config["machines"];

function keysOfMachines(machines: Machines): [string, string][] {
  return allMachines(machines).flatMap(([name, { wireguardPublicKey }]) =>
    wireguardPublicKey === undefined ? [] : [[`publicKey ${wireguardPublicKey}`, `machines.${name}.wireguardPublicKey`]],
  );
}

function machineKeysTwice(machines: Machines): Fault[] {
  const first = new Map<string, string>();
  return keysOfMachines(machines).flatMap(([key, where]) => {
    const other = first.get(key);
    if (other === undefined) first.set(key, where);
    return other === undefined ? [] : [twice(where, key.split(" ")[1] ?? "", "public key", other)];
  });
}

function twice(where: string, value: string, what: string, other: string): Fault {
  return {
    where,
    value,
    allowed: `a ${what} that no other device or machine has; ${other} has this one`,
    fix: "list each device once, with a key of its own",
  };
}
