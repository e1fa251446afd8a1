import type { Side } from "../backup";
import { Mistake } from "../mistake";

/** A network of the owner's document, or one of the three that k3s adds: edge, home and ops. */
export type Network = "public" | "private" | "storage" | "edge" | "home" | "ops";

interface NetworkFacts {
  /** Whose repository the backups of its workloads go to. */
  readonly side: Side;
  /** Whether the others wait for it: it holds the databases. */
  readonly comesFirst: boolean;
}

/** What follows from the network that a workload is in. */
export const factsOf: Readonly<Record<Network, NetworkFacts>> = {
  public: { side: "business", comesFirst: false },
  private: { side: "private", comesFirst: false },
  storage: { side: "business", comesFirst: true },
  edge: { side: "business", comesFirst: false },
  home: { side: "private", comesFirst: false },
  ops: { side: "business", comesFirst: false },
};

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
  {
    name: "public-root",
    network: "public",
    enforce: "baseline",
    reason: "Monica's image starts as root and hands its files over, which needs capabilities that restricted refuses",
  },
  { name: "private", network: "private", enforce: "restricted" },
  { name: "storage", network: "storage", enforce: "restricted" },
  { name: "ops", network: "ops", enforce: "restricted" },
  {
    name: "agents",
    network: "ops",
    enforce: "privileged",
    reason: "Netdata and the log shipper read the machine itself: its processes, its logs, its network",
  },
  { name: "edge", network: "edge", enforce: "privileged", reason: "the reverse proxies take host ports, which even baseline forbids" },
  {
    name: "home",
    network: "home",
    enforce: "privileged",
    reason: "AdGuard takes port 53 of the home network's address, and even baseline forbids host ports",
  },
];

/** The namespace of a network whose pods may do what `podSecurity` allows. */
export function namespaceOf(network: Network, podSecurity: PodSecurity): Namespace {
  const ofNetwork = namespaces.filter((namespace) => namespace.network === network);
  const found = ofNetwork.find(({ enforce }) => enforce === podSecurity) ?? (podSecurity === "restricted" ? ofNetwork[0] : undefined);
  if (!found) throw new Mistake(`network ${network} has no namespace for ${podSecurity} pods; add one to the namespaces, with its reason`);
  return found;
}

/** 1 mvp, 2 enhanced, 3 full. */
export type Phase = 1 | 2 | 3;
