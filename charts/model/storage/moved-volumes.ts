import { allMachines } from "../../config/machines";
import type { Fault } from "../../config/refusal";
import type { Config } from "../../config/schema";
import { faultsOfNamesTwice, type Wish } from "../machine/wish";
import type { Service } from "../service";
import { faultsOfUnknownName } from "../unknown-name";
import { type Storage, storageNamed } from "./storage";

/** What `holds` of each further disk names. */
export function wishesToHold({ machines }: Config): Wish[] {
  return allMachines(machines).flatMap(([machine, { disks }]) =>
    Object.entries(disks).flatMap(([to, { holds }]) =>
      holds.map((name, index) => ({ where: `machines.${machine}.disks.${to}.holds[${index}]`, name, to })),
    ),
  );
}

/** Every volume on its disk. */
export function onTheirDisks(services: readonly Service[], wishes: readonly Wish[]): Service[] {
  return services.map((service) => {
    const own = wishes.filter(({ name }) => name.startsWith(`${service.name}/`));
    return own.length === 0 ? service : service.keeping((volume) => own.find(({ name }) => name === `${service.name}/${volume}`)?.to);
  });
}

/** Volumes that do not exist, that stand on two disks, or that lie on another machine. */
export function faultsOfDisks(services: readonly Service[], wishes: readonly Wish[], storages: readonly Storage[]): Fault[] {
  const volumes = services.flatMap((service) =>
    Object.entries(service.keeps).map(([volume, { storage }]) => ({ name: `${service.name}/${volume}`, service, storage })),
  );
  const names = volumes.map(({ name }) => name);
  const elsewhere = wishes.flatMap(({ where, name, to }) => {
    const volume = volumes.find((found) => found.name === name);
    const disk = storageNamed(storages, to);
    if (!volume || volume.storage === to) return [];
    const own = storageNamed(storages, volume.storage);
    if (own.kind === "own disk" && own.machine === disk.machine) return [];
    const allowed = `a volume on the own disk of ${disk.machine}; this one lies on ${own.words}`;
    return [{ where, value: name, allowed, fix: `take it out of the list, or name it at a disk of ${own.machine}` }];
  });
  return [
    ...wishes.flatMap(({ where, name }) => faultsOfUnknownName(where, name, names, "volume")),
    ...faultsOfNamesTwice(wishes),
    ...elsewhere,
  ];
}
