import { Mistake } from "./mistake";
/** A network of the owner's document, or one of the three that k3s adds: edge, home and ops. */
export type Network = "public" | "private" | "storage" | "edge" | "home" | "ops";

export type PodSecurity = "restricted" | "baseline" | "privileged";

export interface Namespace {
  readonly name: string;
  readonly network: Network;
  /** What the API server enforces. */
  readonly enforce: PodSecurity;
  /** Why it is not `restricted`. */
  readonly reason?: string;
}

/** The namespaces, in the order of the document. A network with pods that need more has a second namespace. */
export const namespaces: readonly Namespace[] = [
  { name: "public", network: "public", enforce: "restricted" },
  { name: "private", network: "private", enforce: "restricted" },
  { name: "storage", network: "storage", enforce: "restricted" },
  { name: "ops", network: "ops", enforce: "restricted" },
  { name: "edge", network: "edge", enforce: "privileged", reason: "the reverse proxies take host ports, which even baseline forbids" },
  {
    name: "home",
    network: "home",
    enforce: "privileged",
    reason: "AdGuard takes port 53 of the home network's address, and even baseline forbids host ports",
  },
];

export function namespaceOf(network: Network): Namespace {
  const found = namespaces.find((namespace) => namespace.network === network);
  if (!found) throw new Mistake(`network ${network} has no namespace`);
  return found;
}

export type Machine = "vps" | "nas";
export const machines: readonly Machine[] = ["vps", "nas"];

/** 1 mvp, 2 enhanced, 3 full. */
export type Phase = 1 | 2 | 3;
