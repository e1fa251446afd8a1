import { dnsPort, type Port, type Protocol } from "../../values/port";
import { Job } from "../job";
import { Mistake } from "../mistake";
import { Service } from "../service";
import type { Stack } from "../stack";
import type { Use } from "../use";
import type { Workload } from "../workload";
import type { HostPort } from "./host-port";
import { portReaches, type Reach } from "./reach";
import { edgeOf, type Site } from "./site";

/** One end of a connection: a workload by its name, or a place outside. */
export type End = { readonly kind: "workload"; readonly workload: Workload } | { readonly kind: Outside };
export const outsides = [...portReaches, "NAS shares", "cluster DNS", "LAN resolver", "Kubernetes API"] as const;
export type Outside = (typeof outsides)[number];

/** The place in the model that makes a connection; `of` is whose declaration it is. */
export type Declaration =
  | { readonly kind: "use"; readonly of: Workload; readonly use: Use }
  | { readonly kind: "names"; readonly of: Workload }
  | { readonly kind: "site"; readonly of: Service; readonly site: Site; readonly reach: Reach }
  | { readonly kind: "host port"; readonly of: Service; readonly hostPort: HostPort };

/** Why a connection is allowed, and by which declaration. */
export interface Reason {
  readonly why: string;
  readonly by: Declaration;
}

/** One connection that is allowed; everything else is not. */
export interface Edge {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: Protocol;
  /** The texts of the reasons, each once. */
  readonly why: readonly string[];
  readonly reasons: readonly Reason[];
}

/** The port of kube-apiserver behind the address 10.43.0.1:443; policies see it after the rewrite (topology, k3s). */
const apiServerPort = 6443;
const smbPort = 445;

/** Every allowed connection of the stack, each once, in the order of the workloads that open them. */
export function edgesOf(stack: Stack): Edge[] {
  const edges = new EdgeSet();
  for (const workload of stack.workloads) {
    const from: End = { kind: "workload", workload };
    for (const use of stack.usesOf(workload)) addUse(edges, stack, from, use, workload);
    if (!asksForNames(stack, workload)) continue;
    const resolver: End = { kind: asksLanResolver(stack, workload) ? "LAN resolver" : "cluster DNS" };
    for (const protocol of ["UDP", "TCP"] as const) {
      edges.add(from, resolver, { number: dnsPort, protocol }, { why: "looks up names", by: { kind: "names", of: workload } });
    }
  }
  for (const { service, reach, host, site } of stack.routes) {
    const proxy: End = { kind: "workload", workload: stack.service(edgeOf[reach]) };
    const by: Declaration = { kind: "site", of: stack.service(service), site, reach };
    for (const { name, port } of [{ name: service, port: site.port }, ...detoursOf(site)]) {
      const backend = stack.service(name);
      edges.add(proxy, { kind: "workload", workload: backend }, backend.port(port), { why: `passes on ${host}`, by });
    }
  }
  for (const service of stack.services) {
    for (const hostPort of service.hostPorts) {
      const { from, port, why } = hostPort;
      edges.add({ kind: from }, { kind: "workload", workload: service }, service.port(port), {
        why,
        by: { kind: "host port", of: service, hostPort },
      });
    }
  }
  return edges.all;
}

function detoursOf({ detours = [] }: Site): { name: string; port: string }[] {
  return detours.map(({ service, port }) => ({ name: service, port }));
}

/** Who calls nobody, or only what has a number, needs no names, and a resolver would be a way out for it. */
function asksForNames(stack: Stack, workload: Workload): boolean {
  const numbered: readonly Use["peer"]["kind"][] = ["kubernetes", "server", "NAS shares"];
  return stack.usesOf(workload).some(({ peer }) => !numbered.includes(peer.kind));
}

/** A pod at home that needs no name of the cluster keeps working while the server is away. */
export function asksLanResolver(stack: Stack, workload: Workload): boolean {
  const outside: readonly Use["peer"]["kind"][] = ["internet", "NAS shares", "server"];
  const needsCluster = stack.usesOf(workload).some(({ peer }) => !outside.includes(peer.kind));
  return stack.machineOf(workload).isAtHome && !needsCluster;
}

function addUse(edges: EdgeSet, stack: Stack, from: End, use: Use, workload: Workload): void {
  const { peer, why } = use;
  const reason: Reason = { why, by: { kind: "use", of: workload, use } };
  if (peer.kind === "internet") {
    for (const port of peer.ports(stack.config)) edges.add(from, { kind: "internet" }, port, reason);
  } else if (peer.kind === "NAS shares") {
    edges.add(from, { kind: "NAS shares" }, { number: smbPort, protocol: "TCP" }, reason);
  } else if (peer.kind === "watched") {
    addWatched(edges, stack, from, reason);
  } else if (peer.kind === "kubernetes" || peer.kind === "server") {
    edges.add(from, { kind: "Kubernetes API" }, { number: apiServerPort, protocol: "TCP" }, reason);
  } else if (peer.kind === "site") {
    const route = stack.routes.find(({ site }) => site.name === peer.site);
    if (!route) throw new Mistake(`${workload.name} calls site "${peer.site}", which no running service has`);
    const proxy = stack.service(edgeOf[route.reach]);
    edges.add(from, { kind: "workload", workload: proxy }, proxy.port("https"), reason);
  } else {
    const target = stack.service(peer.endpoint.service);
    const found = target.endpoint(peer.endpoint.name);
    if (!found.is(peer.endpoint)) throw new Mistake(`${workload.name} calls ${peer.endpoint}, but there is ${found}; correct the endpoint`);
    edges.add(from, { kind: "workload", workload: target }, found.port, reason);
  }
}

/** Sites behind the VPN are left out: seen from a pod their names lead to the public address, where nobody serves them. */
function addWatched(edges: EdgeSet, stack: Stack, from: End, { why, by }: Reason): void {
  for (const { site, reach } of stack.routes.filter((route) => route.reach === "internet")) {
    const proxy = stack.service(edgeOf[reach]);
    edges.add(from, { kind: "workload", workload: proxy }, proxy.port("https"), { why: `${why}: ${stack.hostName(site.name)}`, by });
  }
  for (const service of stack.services) {
    for (const port of [...service.monitoredPorts, ...Object.keys(service.monitoredPaths)]) {
      edges.add(from, { kind: "workload", workload: service }, service.port(port), { why: `${why}: ${service.name}`, by });
    }
  }
}

/** A short name of an end, for people and for keys. */
export function nameOf(end: End): string {
  return end.kind === "workload" ? `${end.workload.namespace.name}/${end.workload.name}` : end.kind;
}

export const isOfJob = (end: End): boolean => end.kind === "workload" && end.workload instanceof Job;
export const isOfService = (end: End): boolean => end.kind === "workload" && end.workload instanceof Service;

class EdgeSet {
  private readonly edges = new Map<string, Edge & { why: string[]; reasons: Reason[] }>();

  add(from: End, to: End, { number, protocol }: Pick<Port, "number" | "protocol">, reason: Reason): void {
    const key = `${nameOf(from)} ${nameOf(to)} ${number} ${protocol}`;
    const known = this.edges.get(key);
    if (!known) {
      this.edges.set(key, { from, to, port: number, protocol, why: [reason.why], reasons: [reason] });
      return;
    }
    if (!known.why.includes(reason.why)) known.why.push(reason.why);
    known.reasons.push(reason);
  }

  get all(): Edge[] {
    return [...this.edges.values()];
  }
}
