import { readFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "../bed/addresses";

export interface End {
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface Edge {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** What generated/docs/network.json declares, which the owner reads. */
export const edges = (JSON.parse(readFileSync(join(project, "generated/docs/network.json"), "utf8")) as { edges: Edge[] }).edges;

/** `namespace/name` of something of ours, else what stands outside. */
export const nameOf = ({ kind, name, namespace }: End): string => (name ? `${namespace}/${name}` : kind);

const declared = new Set(edges.map(({ from, to, port, protocol }) => [nameOf(from), nameOf(to), port, protocol].join(" ")));

/** Whether one may open connections to the other, by the port of its container. */
export function isDeclared(from: string, to: string, port: number, protocol = "TCP"): boolean {
  return declared.has([from, to, port, protocol].join(" "));
}
