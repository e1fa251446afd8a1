import { configFile } from "../../config/config-file";
import { type Fault, Refusal } from "../../config/refusal";
import type { Config } from "../../config/schema";
import { addressFor, type Machine } from "../machine/machine";
import { Mistake } from "../mistake";
import type { Service } from "../service";
import type { Reach } from "./reach";
import type { Route } from "./route";
import { edgeOf, type Site } from "./site";

/** What decides where a site of a running service is served. */
export interface Routing {
  readonly config: Config;
  /** Those that run, in the order of the catalogue. */
  readonly services: readonly Service[];
  readonly hostName: (site: string) => string;
  has(service: string): boolean;
  machineOf(service: Service): Machine;
  /** @throws Mistake when no such service runs. */
  service(name: string): Service;
}

/**
 * One route for each reach of a site whose reverse proxy runs.
 * @throws Refusal when two sites have one host name. @throws Mistake when no proxy of a site runs.
 */
export function routesOf(routing: Routing): Route[] {
  const { services, hostName } = routing;
  const owners = new Map<string, string>();
  return services.flatMap((service) =>
    service.sites.flatMap((site) => {
      const host = hostName(site.name);
      const other = owners.get(host);
      if (other) throw new Refusal(configFile, [hostTaken(site.name, host, service.name, other)]);
      owners.set(host, service.name);
      return servedReachesOf(site, host, routing).map((reach) => routeOf(routing, service, site, host, reach));
    }),
  );
}

function routeOf(routing: Routing, service: Service, site: Site, host: string, reach: Reach): Route {
  const { config } = routing;
  return {
    site,
    reach,
    host,
    address: addressFor(reach, routing.machineOf(routing.service(edgeOf[reach]))),
    service: service.name,
    backend: reach === "lan" ? fixedAddressOf(service, site.port, config) : addressOf(service, site.port, routing),
    detours: (site.detours ?? []).map(({ prefix, service: name, port }) => ({
      prefix,
      service: name,
      backend: addressOf(routing.service(name), port, routing),
    })),
  };
}

/** The home network's own proxy is an addition; a site without any proxy would be unreachable. */
function servedReachesOf({ reaches }: Site, host: string, routing: Routing): Reach[] {
  const served = reaches.filter((reach) => routing.has(edgeOf[reach]));
  if (served.length === 0)
    throw new Mistake(
      `site ${host} is for ${reaches.join(" and ")}, but ${edgeOf[reaches[0] ?? "internet"]} does not run; add it to the catalogue`,
    );
  return served;
}

/** Where a port of a service answers: its Service, or the machine when it is on the machine's network. */
function addressOf(service: Service, port: string, routing: Routing): string {
  const { address, number } = service.endpoint(port);
  return service.host?.network ? `${routing.machineOf(service).wireguardAddress}:${number}` : address;
}

/** The address of a Service that stays the same, for a proxy that must not ask the server for names. */
function fixedAddressOf(service: Service, port: string, { network }: Config): string {
  const { fixedPlace } = service;
  if (fixedPlace === undefined) throw new Mistake(`${service.name} has no fixedPlace, which a site for the home network needs`);
  return `${network.services.at(fixedPlace)}:${service.port(port).number}`;
}

function hostTaken(site: string, host: string, service: string, other: string): Fault {
  return {
    where: `hosts.${site}`,
    value: host,
    allowed: `a host name of its own; ${other} has this one`,
    fix: `give ${service} another name under hosts`,
  };
}
