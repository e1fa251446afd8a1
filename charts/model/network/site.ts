import type { Size } from "../../values/size";
import type { Span } from "../../values/span";
import type { Administrator } from "../access/administrator";
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

/**
 * How a program says that it has its owner, where whoever comes first would become that. Until it says so, nobody is passed on.
 */
export interface OwnerQuestion {
  /** The service of a detour that is asked. Default: the site's own. */
  readonly asks?: string;
  readonly path: string;
  /** JSON that is posted there. Default: the path is fetched. */
  readonly posts?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The status that means yes. */
  readonly status: number;
  /** A pattern of what stands in that answer besides. Default: anything. */
  readonly says?: string;
  /** Paths that make an owner: refused like `refusedPaths`, because the set-up makes him from inside. */
  readonly refuses: readonly string[];
}

/**
 * How a program is asked who somebody is, for what it does for everybody who asks. Whoever has no session there gets the answer
 * of that question, and the program never sees what he wanted.
 */
export interface SessionQuestion {
  /** The paths that only somebody with a session may use, however they are written. */
  readonly paths: readonly string[];
  /** The service of a detour that is asked. */
  readonly asks: string;
  /** The path there that answers with 2xx to a session, and to nothing else. */
  readonly path: string;
  /** The header in which its pages send the session with those paths, and the one in which the question carries it. */
  readonly session: { readonly from: string; readonly as: string };
  /** What the question carries besides. Default: nothing. */
  readonly headers?: Readonly<Record<string, string>>;
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
  /** The same unless the body, of less than 1000 bytes, is as a pattern has it, whole: of two uses of a path one is refused. Default: none. */
  readonly refusedUnless?: readonly { readonly paths: readonly string[]; readonly body: string }[];
  /** The same for those who come from the home network alone. Default: none. */
  readonly refusedAtHome?: readonly string[];
  /** The same for every path that holds one of these texts anywhere, such as `admin/`. Default: none. */
  readonly refusedAnywhere?: readonly string[];
  /** Paths for which the service asks nobody who he is, so that the proxy does. Default: none. */
  readonly onlyWithSession?: SessionQuestion;
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
  /** Who may do everything there, where the stack makes him. Default: nobody logs in, or the owner makes his account himself. */
  readonly administrator?: Administrator;
  /** How the program is asked for its owner, whom its set-up makes while it runs. Default: its login is there before it starts. */
  readonly owner?: OwnerQuestion;
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
  const { refusedPaths = [], owner } = props;
  return { ...props, name, reaches, ...(owner ? { refusedPaths: [...refusedPaths, ...owner.refuses] } : {}) };
}
