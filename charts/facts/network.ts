import { type Edge, type End, isOfJob, type Outside } from "../model/network/edge";
import type { Stack } from "../model/stack";
import { jsonList } from "./json";
import { sortedEdges } from "./sorted-edges";

/** One end of a connection: something of ours, or a place outside of our namespaces. */
export type NetworkEnd =
  | { readonly kind: "service" | "job"; readonly name: string; readonly namespace: string }
  | { readonly kind: Outside };

export interface NetworkEdge {
  readonly from: NetworkEnd;
  readonly to: NetworkEnd;
  readonly port: number;
  readonly protocol: Edge["protocol"];
  readonly why: readonly string[];
}

/** The content of network.json. */
export interface NetworkDocument {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
  readonly edges: readonly NetworkEdge[];
}

/** Every allowed connection as data: whoever reads it need not read policies. */
export function networkJson(stack: Stack): string {
  const { version, edges } = networkDocument(stack);
  return jsonList(version, "edges", edges);
}

export function networkDocument(stack: Stack): NetworkDocument {
  return documentOf(sortedEdges(stack));
}

/** The same for some of the connections. */
export function documentOf(edges: readonly Edge[]): NetworkDocument {
  return {
    version: 1,
    edges: edges.map(({ from, to, port, protocol, why }) => ({ from: endOf(from), to: endOf(to), port, protocol, why })),
  };
}

function endOf(end: End): NetworkEnd {
  if (end.kind !== "workload") return { kind: end.kind };
  const { name, namespace } = end.workload;
  return { kind: isOfJob(end) ? "job" : "service", name, namespace: namespace.name };
}
