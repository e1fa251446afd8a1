import { AddressRange } from "../../charts/values/address";
import { ofKind, podsOf } from "./pods";
import type { DistObject } from "./stack";

/** One end of a connection: a pod with its namespace and labels, or an address outside. */
export type Place =
  | { readonly name: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly ours: boolean }
  | { readonly name: string; readonly address: string };

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly unknown[];
}

export interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string; readonly endPort?: number }[];
}

export interface PolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes: readonly ("Ingress" | "Egress")[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** Pods of k3s that a rule may mean or hit by mistake. */
const neighbours: readonly Place[] = [
  { name: "kube-system/kube-dns", namespace: "kube-system", labels: { "k8s-app": "kube-dns" }, ours: false },
  { name: "kube-system/metrics-server", namespace: "kube-system", labels: { "k8s-app": "metrics-server" }, ours: false },
  { name: "flux-system/source-controller", namespace: "flux-system", labels: { app: "source-controller" }, ours: false },
];

/** Pods that nobody declared: in each of our namespaces one without labels, and one that bears a known name elsewhere. */
function strangers(namespaces: readonly string[]): Place[] {
  return [
    ...namespaces.map((namespace) => ({ name: `${namespace}/stranger`, namespace, labels: {}, ours: true })),
    { name: "default/postgres", namespace: "default", labels: { "app.kubernetes.io/name": "postgres" }, ours: false },
    { name: "default/caddy-public", namespace: "default", labels: { "app.kubernetes.io/name": "caddy-public" }, ours: false },
  ];
}

export function placesOf(objects: readonly DistObject[], addresses: Readonly<Record<string, string>>): Place[] {
  const namespaces = ofKind(objects, "Namespace").map(({ metadata }) => metadata.name);
  return [
    ...podsOf(objects).map(({ namespace, labels }) => ({
      name: `${namespace}/${labels["app.kubernetes.io/name"]}`,
      namespace,
      labels,
      ours: true,
    })),
    ...strangers(namespaces),
    ...neighbours,
    ...Object.entries(addresses).map(([name, address]) => ({ name, address })),
  ];
}

export function policiesOf(
  objects: readonly DistObject[],
): { readonly name: string; readonly namespace: string; readonly spec: PolicySpec }[] {
  return ofKind(objects, "NetworkPolicy").map((object) => ({
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? "",
    spec: object.spec as PolicySpec,
  }));
}

/** Whose rules are asked: both ends', as the cluster does, or one end's alone, where the other could hide a loose rule. */
export type Ends = "both" | "from" | "to";

/**
 * Every connection that the policies allow, as `from → to port/protocol`, by the rules of the NetworkPolicy API: a pod
 * that some policy selects for a direction is closed there but for the union of that direction's rules. Of one place alone
 * where `about` names it.
 */
export function connectionsOf(
  policies: ReturnType<typeof policiesOf>,
  places: readonly Place[],
  extraPorts: readonly number[] = [],
  ends: Ends = "both",
  about?: Place,
): Set<string> {
  const ports = portsOf(policies, extraPorts);
  const others = (place: Place) => (about && about !== place ? [about] : places);
  const asked = (direction: "Ingress" | "Egress") =>
    new Map(places.map((place) => [place, allowed(policies, place, direction, others(place), ports)]));
  const out = ends === "to" ? undefined : asked("Egress");
  const into = ends === "from" ? undefined : asked("Ingress");
  const found = new Set<string>();
  for (const from of places) {
    for (const to of places) {
      const asksFrom = ends !== "to" && isOurs(from);
      const asksTo = ends !== "from" && isOurs(to);
      if (from === to || !(asksFrom || asksTo) || (about && about !== from && about !== to)) continue;
      for (const port of ports) {
        if ((!asksFrom || out?.get(from)?.(to, port)) && (!asksTo || into?.get(to)?.(from, port)))
          found.add(`${from.name} → ${to.name} ${port}`);
      }
    }
  }
  return found;
}

/** Whether the policies of one end allow one connection: what it opens as Egress, what it accepts as Ingress. */
export function allows(
  policies: readonly ReturnType<typeof policiesOf>[number][],
  end: Place,
  direction: "Ingress" | "Egress",
  other: Place,
  port: string,
): boolean {
  return allowed(policies, end, direction, [other], [port])(other, port);
}

/** Whether a policy is about that pod. */
export function selects({ namespace, spec }: ReturnType<typeof policiesOf>[number], place: Place): boolean {
  return !("address" in place) && place.namespace === namespace && matches(spec.podSelector, place.labels);
}

const isOurs = (place: Place): boolean => "ours" in place && place.ours;

function portsOf(policies: ReturnType<typeof policiesOf>, extra: readonly number[]): string[] {
  const rules = policies.flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])]);
  const numbers = new Set([...extra, ...rules.flatMap(({ ports = [] }) => ports.map(({ port }) => Number(port)))]);
  return [...numbers].flatMap((number) => [`${number}/TCP`, `${number}/UDP`]);
}

function allowed(
  policies: readonly ReturnType<typeof policiesOf>[number][],
  place: Place,
  direction: "Ingress" | "Egress",
  places: readonly Place[],
  ports: readonly string[],
): (other: Place, port: string) => boolean {
  if ("address" in place) return () => true;
  const closing = policies.filter((policy) => policy.spec.policyTypes.includes(direction) && selects(policy, place));
  if (closing.length === 0) return () => true;
  const open = new Map<Place, Set<string>>();
  for (const { namespace, spec } of closing) {
    for (const rule of (direction === "Ingress" ? spec.ingress : spec.egress) ?? []) {
      const peers = direction === "Ingress" ? rule.from : rule.to;
      for (const other of places) {
        if (peers?.length && !peers.some((peer) => isMeant(peer, other, namespace))) continue;
        const known = open.get(other) ?? new Set<string>();
        for (const port of ports) if (takes(rule, port)) known.add(port);
        open.set(other, known);
      }
    }
  }
  return (other, port) => open.get(other)?.has(port) ?? false;
}

function takes({ ports }: Rule, wanted: string): boolean {
  if (!ports?.length) return true;
  return ports.some(({ port, protocol = "TCP", endPort }) => {
    if (endPort !== undefined || typeof port !== "number") throw new Error("ranges and names of ports are not judged");
    return `${port}/${protocol}` === wanted;
  });
}

function isMeant({ podSelector, namespaceSelector, ipBlock }: Peer, place: Place, ownNamespace: string): boolean {
  if (ipBlock) {
    if (!("address" in place)) return false;
    const within = (range: string) => AddressRange.parse(range).contains(place.address);
    return within(ipBlock.cidr) && !(ipBlock.except ?? []).some(within);
  }
  if ("address" in place) return false;
  const namespaceFits = namespaceSelector
    ? matches(namespaceSelector, { "kubernetes.io/metadata.name": place.namespace })
    : place.namespace === ownNamespace;
  return namespaceFits && (podSelector === undefined || matches(podSelector, place.labels));
}

function matches({ matchLabels = {}, matchExpressions }: Selector, labels: Readonly<Record<string, string>>): boolean {
  if (matchExpressions) throw new Error("expressions of selectors are not judged");
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
