import { configFile } from "../../config/config-file";
import { Refusal } from "../../config/refusal";
import type { Config } from "../../config/schema";
import type { Catalogue } from "../catalogue";
import type { Service } from "../service";
import { faultsOfDisks, onTheirDisks, wishesToHold } from "../storage/moved-volumes";
import { refuseElsewhere, type Storage, storageNamed } from "../storage/storage";
import { type Machine, machineNamed } from "./machine";
import { faultsOfMoves, onTheirMachines, wishesToRun } from "./moved-services";

/**
 * The catalogue on the machines of one configuration: services that `runs` moves, volumes that `holds` moves, and what
 * each further machine runs besides.
 * @throws Refusal when the owner moves what cannot move. @throws Mistake when a service names no machine, or a class of another one.
 */
export function placed(catalogue: Catalogue, config: Config, machines: readonly Machine[], storages: readonly Storage[]): Catalogue {
  const { onFurther, ...rest } = catalogue;
  const [toRun, toHold] = [wishesToRun(config), wishesToHold(config)];
  refuseAny(faultsOfMoves(catalogue.services, toRun, machines, storages));
  const services = [
    ...onTheirMachines(catalogue.services, toRun, storages),
    ...Object.keys(config.machines.further).flatMap((name) => onFurther?.(machineNamed(machines, name)) ?? []),
  ];
  refuseAny(faultsOfDisks(services, toHold, storages));
  const all = onTheirDisks(services, toHold);
  for (const service of all) refuseNowhere(service, machines, storages);
  return { ...rest, services: all };
}

function refuseAny(faults: Refusal["faults"]): void {
  if (faults.length > 0) throw new Refusal(configFile, faults);
}

function refuseNowhere(service: Service, machines: readonly Machine[], storages: readonly Storage[]): void {
  for (const { machine } of [service, ...service.jobs]) machineNamed(machines, machine);
  for (const [name, { storage }] of Object.entries(service.keeps)) {
    storageNamed(storages, storage);
    refuseElsewhere(service, name, storage, storages);
  }
}
