import { allMachines } from "../../charts/config/machines";
import type { Config } from "../../charts/config/schema";

/** Those before it are for machines. */
const first = 10;

/** The lowest address of the VPN that nobody has; undefined when all are taken. */
export function freeAddress({ network, machines, wireguard }: Config): string | undefined {
  const taken = new Set([
    ...allMachines(machines).map(([, { wireguardAddress }]) => wireguardAddress),
    ...wireguard.peers.map(({ address }) => address),
  ]);
  for (let place = first; ; place += 1) {
    const address = atPlace(network.wireguard, place);
    // The last of a range names all of it.
    if (address === undefined || atPlace(network.wireguard, place + 1) === undefined) return undefined;
    if (!taken.has(address)) return address;
  }
}

function atPlace(range: Config["network"]["wireguard"], place: number): string | undefined {
  try {
    return range.at(place);
  } catch {
    return undefined;
  }
}
