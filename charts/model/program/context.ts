import type { Config } from "../../config/schema";
import type { Credential, CredentialKey } from "../access/credential";
import type { Machine } from "../machine/machine";
import type { Monitoring } from "../monitor/monitor";
import type { Route } from "../network/route";

/** What a provider must know of one thing that it makes for a client. Its kind is one of its own, and tells it apart. */
export interface Granted {
  readonly kind: { readonly name: string };
  /** Its name, as the provider knows it. */
  readonly name: string;
  /** The credential that holds the client's user name and password. */
  readonly credential: Credential;
  /** How many connections the client may hold at one time; none for providers that do not count. */
  readonly connections?: number;
  /** What the client may do there, in the provider's own words; none for providers that tell no such things apart. */
  readonly may?: readonly string[];
  /** Why the client must see all that the provider holds, whosever it is; none for who sees its own. */
  readonly seesAll?: string;
}

/** What a service file may ask of the stack that it will run in, once the configuration is known. */
export interface Context {
  readonly config: Config;
  /** Every machine: the server first. */
  readonly machines: readonly Machine[];
  /** The host name of a site, such as `crm.mk360.de`. */
  readonly hostName: (site: string) => string;
  /** Whether a service of that name runs. @throws Mistake when the catalogue has none of that name. */
  readonly runs: (service: string) => boolean;
  /** The machine of a service. @throws Mistake when none of that name runs. */
  readonly machineWith: (service: string) => Machine;
  /** All sites of the running services, in the order of the catalogue. */
  readonly routes: readonly Route[];
  /** All that clients ask of `provider`: its databases, its users. */
  readonly grants: (provider: string) => readonly Granted[];
  /** All that is watched. */
  readonly monitoring: () => Monitoring;
  /** The tokens by which jobs tell who watches them of their good end. */
  readonly pushTokens: () => readonly CredentialKey[];
}

/** A text that is known at once, or when the stack is. */
export type Text = string | ((context: Context) => string);

/** What a file holds, or undefined where this stack does not have it. */
export type FileText = string | ((context: Context) => string | undefined);

/** A value that is known at once, or when the stack is. */
export type Late<T> = T | ((context: Context) => T);

export function read(text: Text, context: Context): string {
  return typeof text === "function" ? text(context) : text;
}
