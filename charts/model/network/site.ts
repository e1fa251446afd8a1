import type { Config } from "../../config/schema";
import type { Size } from "../../values/size";
import type { Span } from "../../values/span";
import type { FailedLogin } from "../access/failed-login";
import type { Reach } from "./reach";

/** The reverse proxy for those who come from there. */
export const edgeOf: Record<Reach, string> = { internet: "caddy-public", vpn: "caddy-private", lan: "caddy-home" };

/** A path of a site that another service answers. */
export interface Detour {
  /** The prefix, such as `/api`; it is taken away before the request is passed on. */
  readonly prefix: string;
  readonly service: string;
  readonly port: string;
  /** The path that answers when that service is well, as the service itself knows it: without the prefix. */
  readonly probe: string;
}

/** Whoever comes first becomes the owner of what answers. */
export interface FirstComer {
  /** What the owner does there to be the first, for the pages. */
  readonly does: string;
  /** Paths that make an owner; refused like `refusedPaths` once there is one. Default: none, the program closes them by itself. */
  readonly paths?: readonly string[];
}

export interface SiteProps {
  /** The service's port that answers. */
  readonly port: string;
  /** What the owner does there, for the pages. */
  readonly purpose: string;
  /** The path that answers when the service is well. */
  readonly probe: string;
  /** The only paths that are passed on; all when left out. */
  readonly onlyPaths?: readonly string[];
  /** Paths that are answered with 404 and never passed on, however they are written. Default: none. */
  readonly refusedPaths?: readonly string[];
  /** The same for those who come from the home network alone. Default: none. */
  readonly refusedAtHome?: readonly string[];
  /** The same for every path that holds one of these texts anywhere, such as `admin/`. Default: none. */
  readonly refusedAnywhere?: readonly string[];
  /** Why the service's own certificate cannot be checked, where it speaks TLS itself. Default: it speaks plain HTTP to the proxy. */
  readonly uncheckedTls?: string;
  /** The largest request body. Default: 10 MiB, enough for forms. */
  readonly body?: Size;
  /** How long the service may take to begin its answer. Default: one minute. */
  readonly timeout?: Span;
  /** What failed logins look like; those of a public site are counted, and banned. Default: nobody logs in. */
  readonly failedLogins?: readonly FailedLogin[];
  /** Why the service lets in whoever reaches it; the proxy asks for a password before it. Default: the service knows its users. */
  readonly withoutLogin?: string;
  /** Beginnings of paths whose rest opens something by itself, such as `/share/`: the access log ends there. Default: none. */
  readonly secretPaths?: readonly string[];
  /** Which client speaks no TLS 1.3, so that 1.2 is spoken too. Default: 1.3 alone. */
  readonly tls12For?: string;
  /** How few requests the service works on at one time, so that the proxy takes each whole and gives out each answer. Default: it takes any number. */
  readonly fewWorkers?: string;
  /** Paths that lead elsewhere: a prefix that is taken away, the service and port that answer, and its own probe. Default: none. */
  readonly detours?: readonly Detour[];
  /** Whoever comes first owns it, so that only the VPN reaches it until config.yaml says that it is claimed. Default: its login is made beforehand. */
  readonly firstComer?: FirstComer;
  /** Whether the owner's list of monitors names the site. Default: no. */
  readonly monitored?: boolean;
}

/** A host name and what stands behind it. */
export interface Site extends SiteProps {
  /** The first part of the host name, and the name in config.yaml under `hosts`. */
  readonly name: string;
  readonly reaches: readonly Reach[];
}

/** A site for everybody. */
export function publicSite(name: string, props: SiteProps): Site {
  return siteOf(name, props, ["internet"]);
}

/** A site for devices in the WireGuard network. */
export function vpnSite(name: string, props: SiteProps): Site {
  return siteOf(name, props, ["vpn"]);
}

/** A site for devices in the WireGuard network and in the home network, where it works without the server. */
export function homeSite(name: string, props: SiteProps): Site {
  return siteOf(name, props, ["vpn", "lan"]);
}

function siteOf(name: string, props: SiteProps, reaches: readonly Reach[]): Site {
  return { ...props, name, reaches };
}

/** The site as the configuration has it: without an owner it is for the WireGuard network alone, with one nobody makes another. */
export function asClaimed(site: Site, config: Config): Site {
  if (awaitsOwner(site, config)) return { ...site, reaches: ["vpn"] };
  return { ...site, refusedPaths: [...(site.refusedPaths ?? []), ...(site.firstComer?.paths ?? [])] };
}

/** True while whoever comes first would own it. */
export function awaitsOwner({ name, firstComer }: Site, { claimed }: Config): boolean {
  return firstComer !== undefined && !claimed.includes(name);
}
