import type { Route } from "../model/network/route";
import type { Service } from "../model/service";
import type { Stack } from "../model/stack";
import type { MonitorBase } from "./monitor-base";
import { type PushMonitor, pushMonitors } from "./monitors-push";

export interface HttpMonitor extends MonitorBase {
  readonly type: "http";
  readonly url: string;
  readonly method: "GET";
  /** Seconds until an answer counts as missing. */
  readonly timeout: number;
  readonly accepted_statuscodes: readonly string[];
  /** Warns before the certificate ends. */
  readonly expiryNotification: boolean;
}

export interface PortMonitor extends MonitorBase {
  readonly type: "port";
  readonly hostname: string;
  readonly port: number;
}

export type Monitor = HttpMonitor | PortMonitor | PushMonitor;

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
export function monitorsOf(stack: Stack): Monitor[] {
  const watched = stack.routes.filter(({ site, reach }) => site.monitored && reach === "internet");
  const others = stack.routes.filter(({ site, reach }) => !site.monitored && reach === "internet");
  return [
    ...watched.flatMap((route) => [siteMonitor(route), ...detourMonitors(route)]),
    ...stack.services.flatMap((service) => [...portMonitors(service), ...pathMonitors(service)]),
    ...others.map(certificateMonitor),
    ...pushMonitors(stack),
  ];
}

function siteMonitor({ host, service, site }: Route): HttpMonitor {
  return {
    name: site.name,
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
function detourMonitors(route: Route): HttpMonitor[] {
  const { host, site } = route;
  return (site.detours ?? []).map(({ prefix, service, probe }) => ({
    ...siteMonitor(route),
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
    name: `${service.name}/${port}`,
    type: "port",
    description: service.does,
    hostname: service.endpoint(port).host,
    port: service.port(port).number,
    interval: 5 * minute,
    ...patience,
  }));
}

function pathMonitors(service: Service): HttpMonitor[] {
  return Object.entries(service.monitoredPaths).map(([port, path]) => ({
    name: `${service.name}/${port}`,
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
function certificateMonitor({ host, service, site }: Route): HttpMonitor {
  return {
    name: `certificate/${site.name}`,
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
