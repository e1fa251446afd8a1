import { Mistake } from "../mistake";
import type { Route } from "../network/route";
import type { Service } from "../service";
import type { HttpMonitor, Monitor, PortMonitor } from "./monitor";
import { pushMonitors, type Watched } from "./monitors-push";

const minute = 60;
const day = 24 * 60 * minute;
/** What Uptime Kuma itself proposes for checks every minute. */
const timeout = 48;
const patience = { retryInterval: minute, maxretries: 3 };

/**
 * Sites, ports, certificates and the age of backups, as the owner's document lists them, and what tells of itself.
 * Certificates of VPN sites are not asked for: seen from Uptime Kuma their names lead to the public address, where nobody
 * serves them; a job looks at them, and at those of our own authority.
 */
export function monitorsOf(stack: Watched): Monitor[] {
  const watched = stack.routes.filter(({ site, reach }) => site.monitored && reach === "internet");
  const others = stack.routes.filter(({ site, reach }) => !site.monitored && reach === "internet");
  return [
    ...watched.flatMap((route) => [siteMonitor(route, placeOf(stack, route)), ...detourMonitors(route, placeOf(stack, route))]),
    ...stack.services.flatMap((service) => [...portMonitors(service), ...pathMonitors(service)]),
    ...others.map((route) => certificateMonitor(route, placeOf(stack, route))),
    ...pushMonitors(stack),
  ];
}

type Place = Pick<Monitor, "group" | "machine">;

/** Where the service behind a site runs. */
function placeOf({ services }: Watched, route: Route): Place {
  const found = services.find(({ name }) => name === route.service);
  if (!found) throw new Mistake(`site ${route.site.name} leads to ${route.service}, which does not run`);
  return { group: found.network, machine: found.machine };
}

function siteMonitor({ host, service, site }: Route, place: Place): HttpMonitor {
  return {
    name: site.name,
    formerly: [],
    ...place,
    type: "http",
    description: `${site.purpose} (${service})`,
    url: `https://${host}${site.probe}`,
    method: "GET",
    timeout,
    interval: minute,
    ...patience,
    accepted_statuscodes: ["200-299"],
    expiryNotification: true,
  };
}

/** What a prefix leads to has a monitor of its own: the site's ends at the service that has the other paths. */
function detourMonitors(route: Route, place: Place): HttpMonitor[] {
  const { host, site } = route;
  return (site.detours ?? []).map(({ prefix, service, probe }) => ({
    ...siteMonitor(route, place),
    name: detourMonitorName(site.name, prefix),
    description: `${site.purpose}, what lies below ${prefix} (${service})`,
    url: `https://${host}${prefix}${probe}`,
    // The same certificate, which the site's own monitor watches.
    expiryNotification: false,
  }));
}

export function detourMonitorName(site: string, prefix: string): string {
  return `${site}${prefix}`;
}

function portMonitors(service: Service): PortMonitor[] {
  return service.monitoredPorts.map((port) => ({
    ...ofPort(service, port),
    type: "port",
    description: service.does,
    hostname: service.endpoint(port).host,
    port: service.port(port).number,
    interval: 5 * minute,
    ...patience,
  }));
}

function ofPort({ name, formerly, network, machine }: Service, port: string): Pick<Monitor, "name" | "formerly"> & Place {
  return { name: `${name}/${port}`, formerly: formerly.map((former) => `${former}/${port}`), group: network, machine };
}

function pathMonitors(service: Service): HttpMonitor[] {
  return Object.entries(service.monitoredPaths).map(([port, path]) => ({
    ...ofPort(service, port),
    type: "http",
    description: service.does,
    url: `http://${service.endpoint(port).address}${path}`,
    method: "GET",
    timeout,
    interval: 5 * minute,
    ...patience,
    accepted_statuscodes: ["200-299"],
    expiryNotification: false,
  }));
}

/** Only the certificate counts: any answer of the service is fine, also that it wants a login. */
function certificateMonitor({ host, service, site }: Route, place: Place): HttpMonitor {
  return {
    name: `certificate/${site.name}`,
    formerly: [],
    ...place,
    type: "http",
    description: `certificate of ${service}, public site`,
    url: `https://${host}${site.probe}`,
    method: "GET",
    timeout,
    interval: day,
    ...patience,
    accepted_statuscodes: ["200-299", "300-399", "400-499"],
    expiryNotification: true,
  };
}
