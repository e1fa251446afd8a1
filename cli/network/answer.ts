import { sortedEdges } from "../../charts/facts/sorted-edges";
import { type Direction, defaultDeny, policyName } from "../../charts/kit/policy-name";
import { type Edge, type End, nameOf } from "../../charts/model/network/edge";
import type { Stack } from "../../charts/model/stack";
import type { Workload } from "../../charts/model/workload";
import { declaredIn } from "../declared-in";
import { declarationWords } from "./declaration-words";
import { type Asked, asEnd, nameOfAsked, stackFor, whyNotOf } from "./ends";
import { type WayOut, wayOut } from "./would-allow";

/** One port on which the first end may call the second. */
export interface Connection {
  readonly port: number;
  readonly protocol: Edge["protocol"];
  readonly reasons: readonly {
    readonly why: string;
    /** Which line of the model it is, in words. */
    readonly declaration: string;
    /** Left out where the sources are not there. */
    readonly file?: string;
  }[];
}

/** A policy that opens or closes the way, and the command that shows it. */
export interface PolicyLine {
  readonly namespace: string;
  readonly name: string;
  readonly kubectl: string;
}

/** What `mk360 network FROM TO --json` prints. */
export interface NetworkAnswer {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
  readonly from: string;
  readonly to: string;
  /** True only where both ends run now. */
  readonly allowed: boolean;
  /** Empty where nothing declares one; of a later phase where an end does not run now. */
  readonly connections: readonly Connection[];
  readonly policies: readonly PolicyLine[];
  readonly notes: readonly string[];
  /** What would allow it; only where nothing does. */
  readonly wayOut?: WayOut;
}

/** Why one end may call the other, or what it would take. */
export function answer(stack: Stack, one: Asked, other: Asked): NetworkAnswer {
  const judged = stackFor(stack, [one, other]);
  return answerAmong(sortedEdges(judged), judged, one, other, judged === stack ? undefined : sortedEdges(stack));
}

/** The same where the connections are known already: `all` where both ends run, `now` those of the owner's stack. */
export function answerAmong(all: readonly Edge[], judged: Stack, one: Asked, other: Asked, now: readonly Edge[] = all): NetworkAnswer {
  const [from, to] = [asEnd(one), asEnd(other)];
  const edges = all.filter((edge) => isBetween(edge, from, to));
  const missing = [one, other].flatMap((end) => (whyNotOf(end) ? [`${nameOfAsked(end)} does not run: ${whyNotOf(end)}`] : []));
  const allowed = edges.length > 0 && missing.length === 0;
  return {
    version: 1,
    from: nameOf(from),
    to: nameOf(to),
    allowed,
    connections: edges.map(connectionOf),
    policies: policiesBetween(now, from, to, allowed),
    notes: [...missing, ...throughProxy(all, from, to), ...exempt(from, to)],
    ...(edges.length > 0 ? {} : { wayOut: wayOut(judged, from, to) }),
  };
}

function isBetween(edge: Edge, from: End, to: End): boolean {
  return nameOf(edge.from) === nameOf(from) && nameOf(edge.to) === nameOf(to);
}

function connectionOf({ port, protocol, reasons }: Edge): Connection {
  const written = reasons.map(({ why, by }) => {
    const file = declaredIn(by.of.name);
    return { why, declaration: declarationWords(by), ...(file ? { file } : {}) };
  });
  return { port, protocol, reasons: [...new Map(written.map((reason) => [JSON.stringify(reason), reason])).values()] };
}

/** The policies of both ends that are in the cluster now; where the way is closed, also those that close it. */
function policiesBetween(now: readonly Edge[], from: End, to: End, isOpen: boolean): PolicyLine[] {
  const outgoing = now.some((edge) => nameOf(edge.from) === nameOf(from));
  const incoming = now.some((edge) => nameOf(edge.to) === nameOf(to));
  const lines = [
    ...(from.kind === "workload" ? policiesOf(from.workload, "egress", outgoing, isOpen) : []),
    ...(to.kind === "workload" ? policiesOf(to.workload, "ingress", incoming, isOpen) : []),
  ];
  return [...new Map(lines.map((line) => [line.kubectl, line])).values()];
}

function policiesOf({ name, namespace, host }: Workload, direction: Direction, exists: boolean, isOpen: boolean): PolicyLine[] {
  if (host?.network) return [];
  const names = [...(isOpen ? [] : [defaultDeny]), ...(exists ? [policyName(name, direction)] : [])];
  return names.map((policy) => ({
    namespace: namespace.name,
    name: policy,
    kubectl: `kubectl -n ${namespace.name} describe networkpolicy ${policy}`,
  }));
}

/** A site is reached through its proxy, which is an edge of its own on either side. */
function throughProxy(all: readonly Edge[], from: End, to: End): string[] {
  if (to.kind !== "workload") return [];
  const target = to.workload;
  return all.flatMap((edge) => {
    const last = edge.reasons.find(({ by }) => by.kind === "site" && nameOf(edge.to) === nameOf(to));
    if (!last || nameOf(edge.from) === nameOf(from)) return [];
    const first = all.find((candidate) => isBetween(candidate, from, edge.from) && reaches(candidate, from, target));
    return first ? [`it gets there through ${nameOf(edge.from)}, which ${last.why}`] : [];
  });
}

/** Everybody outside may ask for every site of the proxy; a pod only for the sites that it declares. */
function reaches({ reasons }: Edge, from: End, target: Workload): boolean {
  if (from.kind !== "workload") return true;
  return reasons.some(({ by }) => by.kind === "use" && by.use.peer.kind === "site" && sitesOf(target).includes(by.use.peer.site));
}

function sitesOf(workload: Workload): string[] {
  return "sites" in workload ? (workload.sites as readonly { readonly name: string }[]).map(({ name }) => name) : [];
}

function exempt(...ends: readonly End[]): string[] {
  return ends.flatMap((end) =>
    end.kind === "workload" && end.workload.host?.network
      ? [`${end.workload.name} is on the machine's own network, where no policy selects it: its own end is never closed`]
      : [],
  );
}
