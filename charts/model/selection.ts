import { configFile } from "../config/config-file";
import { type Fault, Refusal } from "../config/refusal";
import type { Config } from "../config/schema";
import type { Catalogue } from "./catalogue";
import { holdsData } from "./grant";
import { groupsOf, switchedOff } from "./groups";
import { Mistake } from "./mistake";
import type { Reach } from "./network/reach";
import { edgeOf } from "./network/site";
import { Service } from "./service";
import { faultsOfUnknownName } from "./unknown-name";
import type { Use } from "./use";
import type { Workload } from "./workload";

/** The services whose phase has come, that the owner's settings want, and that are not switched off. */
export function selectedOf(services: readonly Service[], config: Config): Service[] {
  const off = switchedOff(services, config);
  return services.filter((service) => service.phase <= config.phase && service.isWanted(config) && !off.has(service.name));
}

/** Names in the configuration must be names of the catalogue. */
export function refuseUnknownNames({ services, images }: Catalogue, config: Config): void {
  const names = [...services.map(({ name }) => name), ...groupsOf(services).keys()];
  const renamed = new Map(services.flatMap(({ name, formerly }) => formerly.map((former) => [former, name] as const)));
  const sites = services.flatMap(({ sites }) => sites.map(({ name }) => name));
  const volumes = services.flatMap(({ name, keeps }) => Object.keys(keeps).map((volume) => `${name}/${volume}`));
  const faults = [
    ...config.off.flatMap((name, index) => faultsOfUnknownName(`off[${index}]`, name, names, "service or a group", renamed)),
    ...Object.keys(config.hosts).flatMap((site) => faultsOfUnknownName(`hosts.${site}`, site, sites, "site")),
    ...Object.keys(config.volumes).flatMap((volume) => faultsOfUnknownName(`volumes.${volume}`, volume, volumes, "volume", renamed)),
    ...Object.keys(config.backup.cleanedUp).flatMap((name) =>
      faultsOfUnknownName(
        `backup.cleanedUp.${name}`,
        name,
        services.filter(isBackedUp).map((service) => service.name),
        "backed-up service",
        renamed,
      ),
    ),
    ...Object.keys(config.images.overrides).flatMap((key) => faultsOfUnknownName(`images.overrides.${key}`, key, images, "image")),
  ];
  if (faults.length > 0) throw new Refusal(configFile, faults);
}

function isBackedUp({ keeps, uses, provides }: Service): boolean {
  return (
    Object.values(keeps).some(({ backup }) => backup.kind === "daily") ||
    [...uses, ...provides].some(({ grant }) => grant && holdsData(grant))
  );
}

/**
 * A dependency that no configuration could meet: the other end is not in the catalogue, or comes in a later phase.
 * @throws Mistake for the first one.
 */
export function refuseImpossibleUses(catalogue: readonly Service[]): void {
  const byName = new Map(catalogue.map((service) => [service.name, service]));
  for (const service of catalogue) {
    for (const { peer, optional } of usesWithJobs(service)) {
      if (peer.kind === "site" && !catalogue.some(({ sites }) => sites.some(({ name }) => name === peer.site))) {
        throw new Mistake(`${service.name} calls site "${peer.site}", which no service of the catalogue has; correct the name`);
      }
      if (peer.kind !== "service") continue;
      const needed = byName.get(peer.endpoint.service);
      if (!needed)
        throw new Mistake(
          `${service.name} uses "${peer.endpoint.service}", which is not in the catalogue; add it there, or correct the name`,
        );
      if (needed.phase > service.phase && !optional) {
        throw new Mistake(
          `${service.name} (phase ${service.phase}) uses ${needed.name} (phase ${needed.phase}); use whereRunning(...), or move one of them`,
        );
      }
      if (needed.dependsOnSettings && !service.dependsOnSettings && !optional) {
        throw new Mistake(`${service.name} uses ${needed.name}, which a setting may leave out; use whereRunning(...)`);
      }
    }
  }
}

function usesWithJobs(service: Service): Use[] {
  return [...service.uses, ...service.jobs.flatMap(({ uses }) => uses)];
}

/** What runs needs all that it uses to run too: other services, the owners of sites that it calls, the proxy and the detours of its own sites. */
export function faultsOfSelection(catalogue: readonly Service[], running: readonly Workload[], config: Config): Fault[] {
  const names = new Set(running.map(({ name }) => name));
  const groups = groupsOf(catalogue);
  return config.off.flatMap((name, index) => {
    const members = groups.get(name) ?? [name];
    const needing = running.filter((workload) => needsOf(workload, catalogue, names).some((needed) => members.includes(needed)));
    if (needing.length === 0) return [];
    return [
      {
        where: `off[${index}]`,
        value: name,
        allowed: `a service that nothing needs; this one is needed by ${needing.map((workload) => workload.name).join(", ")}`,
        fix: `take ${name} out of the list, or switch off what needs it too`,
      },
    ];
  });
}

function needsOf(workload: Workload, catalogue: readonly Service[], running: ReadonlySet<string>): string[] {
  const used = workload.uses.flatMap(({ peer, optional }) => {
    if (optional) return [];
    if (peer.kind === "service") return [peer.endpoint.service];
    return peer.kind === "site"
      ? catalogue.filter(({ sites }) => sites.some(({ name }) => name === peer.site)).map(({ name }) => name)
      : [];
  });
  const sites = workload instanceof Service ? workload.sites : [];
  const proxies = sites.flatMap(({ reaches }) => missingProxies(reaches, running));
  const detours = sites.flatMap(({ detours = [] }) => detours.map(({ service }) => service));
  return [...new Set([...used, ...proxies, ...detours])].filter((name) => !running.has(name));
}

/** One of a site's proxies is enough. */
function missingProxies(reaches: readonly Reach[], running: ReadonlySet<string>): string[] {
  const proxies = reaches.map((reach) => edgeOf[reach]);
  return proxies.some((proxy) => running.has(proxy)) ? [] : proxies;
}
