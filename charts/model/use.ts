import type { Config } from "../config/schema";
import type { Port } from "../values/port";
import type { CredentialKey } from "./access/credential";
import type { Grant } from "./grant";
import type { Endpoint } from "./network/endpoint";
import type { Environment } from "./program/environment";
import type { Program } from "./program/program";

/** The other end of a connection. */
export type Peer =
  | { readonly kind: "service"; readonly endpoint: Endpoint }
  | { readonly kind: "site"; readonly site: string }
  | { readonly kind: "internet"; readonly ports: (config: Config) => readonly Port[] }
  | { readonly kind: "NAS shares" }
  | { readonly kind: "server" }
  | { readonly kind: "watched" }
  | { readonly kind: "kubernetes" };

/**
 * One dependency of a program. One declaration has five consequences: a connection that both ends allow, the client's
 * variables, the credential that they read, what the provider must make for the client, and the wait until it is made.
 */
export interface Use {
  readonly peer: Peer;
  /** Why the connection is needed, for the policy and the matrix. */
  readonly why: string;
  /** What the client is told. Default: nothing. */
  readonly env?: Environment;
  /** Keys that it reads as files without a variable that names them. Default: none. */
  readonly secrets?: readonly CredentialKey[];
  /** What the provider makes. Default: nothing. */
  readonly grant?: Grant;
  /** Runs before all programs of the client and ends when the other end takes the client in. Default: nobody waits. */
  readonly wait?: Program;
  /** Left out where the other end does not run, because it comes in a later phase or is switched off. Default: no. */
  readonly optional?: boolean;
  /** Whether the owner's settings allow it; only for what can do without. Default: always. */
  readonly when?: (config: Config) => boolean;
}

/** The same dependency, for as long as the other end runs; who can do without it does not wait for it either. */
export function whereRunning({ wait: _, ...use }: Use): Use {
  return { ...use, optional: true };
}

/** A connection to a port of another service. */
export function calls(endpoint: Endpoint, why: string, env: Environment = {}): Use {
  return { peer: { kind: "service", endpoint }, why, env };
}

/** A call to a public name of our own, which ends at the reverse proxy's pod. */
export function callsSite(site: string, why: string, env: Environment = {}): Use {
  return { peer: { kind: "site", site }, why, env };
}

/** Connections to the internet, never to a private range. */
export function internet(why: string, ...ports: Port[]): Use {
  return { peer: { kind: "internet", ports: () => ports }, why };
}

/** Every public site, and every port of the stack that is marked as monitored. */
export function watchesAll(why: string): Use {
  return { peer: { kind: "watched" }, why };
}

/** SMB to the NAS itself, at its address in the home network. */
export function nasShares(why: string): Use {
  return { peer: { kind: "NAS shares" }, why };
}

/**
 * The server itself at its WireGuard address, where the API server listens: for who wants to know whether it is there at
 * all. It is no reason to ask the cluster for names.
 */
export function theServer(why: string): Use {
  return { peer: { kind: "server" }, why };
}

/** Calls to the Kubernetes API server. */
export function kubernetesApi(why: string): Use {
  return { peer: { kind: "kubernetes" }, why };
}
