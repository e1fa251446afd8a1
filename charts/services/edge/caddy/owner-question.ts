import { minutes, type Route, seconds } from "../../vocabulary";
import { behindDetour } from "./behind-detour";
import { inner } from "./caddyfile-block";

/** How often the program is asked; a database that was emptied closes its site within that time. */
const every = seconds(30);
/** A program that does not answer in that time says no. As long as a visitor waits, so that one who is slow stays open. */
const patience = minutes(1);

/** The lines that keep everybody away from a service until its program says that it has its owner: Caddy's own check of it. */
export function askedForOwner(route: Route, passedTo: string): string[] {
  const { site, backend } = route;
  const { owner } = site;
  if (!owner) return [];
  const asked = owner.asks === undefined ? backend : behindDetour(route, owner.asks, "its owner");
  return [
    ...(asked === passedTo ? [] : [`health_upstream ${asked}`]),
    `health_uri ${owner.path}`,
    ...(owner.posts === undefined ? [] : ["health_method POST", `health_request_body ${quoted(owner.posts)}`]),
    ...headersOf(owner.headers ?? {}),
    `health_status ${owner.status}`,
    ...(owner.says === undefined ? [] : [`health_body ${quoted(owner.says)}`]),
    `health_interval ${every.seconds}s`,
    `health_timeout ${patience.seconds}s`,
  ];
}

function headersOf(headers: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name} ${value}`);
  return lines.length === 0 ? [] : inner("health_headers", lines);
}

const quoted = (text: string): string => `\`${text}\``;
