import type { Fault } from "../../config/refusal";
import type { Config } from "../../config/schema";
import type { Service } from "../service";
import { ownDiskOf, type Storage, storageNamed } from "../storage/storage";
import { faultsOfUnknownName } from "../unknown-name";
import { type Machine, machineNamed } from "./machine";
import { faultsOfNamesTwice, type Wish } from "./wish";

/** What `runs` of each further machine names. */
export function wishesToRun({ machines: { further } }: Config): Wish[] {
  return Object.entries(further).flatMap(([to, { runs }]) =>
    runs.map((name, index) => ({ where: `machines.${to}.runs[${index}]`, name, to })),
  );
}

function wishFor({ name }: Service, wishes: readonly Wish[]): Wish | undefined {
  return wishes.find((wish) => wish.name === name);
}

function machineAfter(service: Service, wishes: readonly Wish[]): string {
  return wishFor(service, wishes)?.to ?? service.machine;
}

/** Every service on its machine: with it go its jobs and its volumes on the machine's own disk. */
export function onTheirMachines(services: readonly Service[], wishes: readonly Wish[], storages: readonly Storage[]): Service[] {
  return services.map((service) => {
    const wish = wishFor(service, wishes);
    return wish ? service.on(wish.to, ownDiskOf(storages, wish.to).name) : service;
  });
}

/** Services that do not exist, that stand in two places, or that something holds where they are. */
export function faultsOfMoves(
  services: readonly Service[],
  wishes: readonly Wish[],
  machines: readonly Machine[],
  storages: readonly Storage[],
): Fault[] {
  const names = services.map(({ name }) => name);
  const held = wishes.flatMap(({ where, name, to }) => {
    const service = services.find((found) => found.name === name);
    const reason = service && whyHeld(service, machineNamed(machines, to), storages);
    if (!service || !reason) return [];
    const allowed = `a service that can leave its machine; ${name} stays on ${service.machine}, because ${reason}`;
    return [{ where, value: name, allowed, fix: "take it out of the list" }];
  });
  return [
    ...wishes.flatMap(({ where, name }) => faultsOfUnknownName(where, name, names, "service")),
    ...faultsOfNamesTwice(wishes),
    ...held,
    ...faultsOfLenders(services, wishes),
    ...faultsInTheClear(services, wishes),
  ];
}

function whyHeld(service: Service, to: Machine, storages: readonly Storage[]): string | undefined {
  if (service.everyNode) return "each machine has one of its own";
  if (service.hostPorts.some(({ from }) => from === "internet" || from === "vpn")) return "its names lead to the server";
  if (to.lanAddress === undefined) {
    const reason = whyAtHome(service);
    if (reason) return `${reason}, and machines.${to.name} has no lanAddress`;
  }
  if (Object.values(service.keeps).some(({ storage }) => storageNamed(storages, storage).kind === "share"))
    return "the shares of the NAS are mounted there";
  return undefined;
}

/** Why it cannot do without an address of its machine in the home network; undefined where it can. */
function whyAtHome({ hostPorts, uses, coldStart }: Service): string | undefined {
  if (hostPorts.some(({ from }) => from === "lan")) return "the home network calls it";
  if (uses.some(({ peer }) => peer.kind === "NAS shares")) return "it calls the NAS in the home network";
  return coldStart ? "the home network wants it while the server is away" : undefined;
}

/** What passes in the clear stays on one machine: whoever is granted such a thing must be where its provider is. */
function faultsInTheClear(services: readonly Service[], wishes: readonly Wish[]): Fault[] {
  return services.flatMap((client) =>
    client.uses.flatMap(({ grant }) => {
      const provider = grant?.inTheClear === undefined ? undefined : services.find(({ name }) => name === grant.provider);
      if (!provider) return [];
      const [own, other] = [wishFor(client, wishes), wishFor(provider, wishes)];
      const wish = other ?? own;
      // A program that each machine has goes nowhere, and is told so.
      if (!wish || (client.everyNode && wish === own) || machineAfter(client, wishes) === machineAfter(provider, wishes)) return [];
      const allowed = `services that share nothing in the clear; ${client.name} speaks to ${provider.name} without TLS, on one machine only`;
      const together = client.everyNode ? "" : `, or let ${provider.name} and ${client.name} run on the same machine`;
      return [{ where: wish.where, value: wish.name, allowed, fix: `take it out of the list${together}` }];
    }),
  );
}

/** A volume is on one machine, so whoever borrows it must be there too. The jobs of a service go with it. */
function faultsOfLenders(services: readonly Service[], wishes: readonly Wish[]): Fault[] {
  return services.flatMap((borrower) =>
    [borrower, ...borrower.jobs].flatMap(({ name: by, borrows }) =>
      borrows.flatMap(({ service: name, volume }) => {
        const lender = services.find((service) => service.name === name);
        if (!lender || machineAfter(lender, wishes) === machineAfter(borrower, wishes)) return [];
        const wish = wishes.find((found) => found.name === lender.name || found.name === borrower.name);
        if (!wish) return [];
        const allowed = `services whose volumes nobody else mounts; ${by} mounts ${lender.name}/${volume}`;
        return [{ where: wish.where, value: wish.name, allowed, fix: `let ${lender.name} and ${borrower.name} run on the same machine` }];
      }),
    ),
  );
}
