import type { Stack } from "../model/stack";
import { noticeDays, shortestPublicLifetime } from "../model/time/certificate-lifetime";
import { json } from "./json";
import { type Monitor, monitorsOf } from "./monitor-list";

/** The content of monitors.json. */
export interface MonitorsDocument {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
  /** Settings of Uptime Kuma that the monitors count on: the days before a certificate ends on which it warns. */
  readonly settings: { readonly tlsExpiryNotifyDays: readonly number[] };
  readonly monitors: readonly Monitor[];
  readonly statusPage: StatusPage;
}

/** The public page; monitors are named, because their numbers are only known once they are entered. */
export interface StatusPage {
  readonly slug: string;
  readonly title: string;
  readonly published: boolean;
  readonly groups: readonly { readonly name: string; readonly monitors: readonly string[] }[];
}

export function monitorsJson(stack: Stack): string {
  return json(monitorsDocument(stack));
}

export function monitorsDocument(stack: Stack): MonitorsDocument {
  return {
    version: 1,
    settings: { tlsExpiryNotifyDays: noticeDays(shortestPublicLifetime) },
    monitors: monitorsOf(stack),
    statusPage: {
      slug: "status",
      title: stack.config.domain,
      published: true,
      groups: [{ name: "Services", monitors: shownSites(stack) }],
    },
  };
}

/** Strangers see public sites only; what lies behind the VPN and which databases there are is nobody's business. */
function shownSites(stack: Stack): string[] {
  return stack.routes.filter(({ site, reach }) => site.monitored && reach === "internet").map(({ site }) => site.name);
}
