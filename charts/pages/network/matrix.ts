import type { Edge, End } from "../../model/network/edge";
import { namespaces } from "../../model/network/network";
import { right, table } from "../markdown";

/** How many pairs of programs may talk, namespace by namespace. */
export function namespaceMatrix(edges: readonly Edge[]): string {
  const pairs = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    const key = cellKey(headingOf(from), headingOf(to));
    const known = pairs.get(key) ?? new Set<string>();
    pairs.set(key, known.add(`${inPlace(from)} ${inPlace(to)}`));
  }
  const sources = ordered(edges.map(({ from }) => headingOf(from)));
  const targets = ordered(edges.map(({ to }) => headingOf(to)));
  return table(
    ["from / to", ...targets.map(right)],
    sources.map((source) => [source, ...targets.map((target) => `${pairs.get(cellKey(source, target))?.size ?? "-"}`)]),
  );
}

/** The namespace of an end, or the place outside. */
export function headingOf(end: End): string {
  return end.kind === "workload" ? end.workload.namespace.name : end.kind;
}

function inPlace(end: End): string {
  return end.kind === "workload" ? end.workload.name : "";
}

function cellKey(from: string, to: string): string {
  return `${from} > ${to}`;
}

/** Our namespaces in the order of the document, then the places outside. */
function ordered(places: readonly string[]): string[] {
  const ours = namespaces.map(({ name }) => name);
  const used = new Set(places);
  return [...ours.filter((name) => used.has(name)), ...[...used].filter((place) => !ours.includes(place)).sort()];
}
