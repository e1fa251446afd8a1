import type { Protocol } from "../../values/port";
import { Mistake } from "../mistake";
import { networkOf, type Reach } from "../network/reach";
import type { Service } from "../service";

/** A port of a machine that a service takes: on one of its addresses, or on all where it shares the machine's network. */
interface Taken {
  readonly service: Service;
  readonly number: number;
  readonly protocol: Protocol;
  readonly on: Reach | "everywhere";
}

/**
 * One port of a machine has one owner, also where a phase or a setting keeps the two apart now.
 * @throws Mistake naming both owners.
 */
export function refuseHostPortsTwice(services: readonly Service[]): void {
  const all = services.flatMap(takenBy);
  for (const [index, taken] of all.entries()) {
    const other = all.slice(0, index).find((earlier) => isSame(earlier, taken));
    if (!other) continue;
    const port = `${taken.number}/${taken.protocol.toLowerCase()} of ${taken.service.machine}`;
    throw new Mistake(`${taken.service.name} and ${other.service.name} both take port ${port}; give it to one of them`);
  }
}

function takenBy(service: Service): Taken[] {
  const declared = service.hostPorts.map(({ port, number, from }) => ({
    service,
    number,
    on: networkOf[from],
    protocol: service.port(port).protocol,
  }));
  if (!service.host?.network) return declared;
  const own = service.programs.flatMap(({ ports }) => Object.values(ports));
  return [...declared, ...own.map(({ number, protocol }) => ({ service, number, protocol, on: "everywhere" as const }))];
}

function isSame(one: Taken, other: Taken): boolean {
  const isSamePort = one.service.machine === other.service.machine && one.number === other.number && one.protocol === other.protocol;
  // caddy-public and caddy-private both have 443, each on its own address.
  return isSamePort && (one.on === other.on || one.on === "everywhere" || other.on === "everywhere");
}
