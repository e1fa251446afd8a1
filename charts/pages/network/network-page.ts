import { sortedEdges } from "../../facts/sorted-edges";
import { type Edge, type End, nameOf } from "../../model/network/edge";
import type { Stack } from "../../model/stack";
import { groupedBy } from "../../values/order";
import { list, page, table } from "../markdown";
import { networkLimits } from "./limits";
import { headingOf, namespaceMatrix } from "./matrix";
import { portWords, programLists } from "./programs";

/** Who may talk to whom, for people: network.json says the same for programs. */
export function networkPage(stack: Stack): string {
  const edges = sortedEdges(stack);
  return page(
    "Network",
    "Every connection that is allowed. All others are refused, in both directions: each namespace starts from a default deny. `network.json` holds the same as data.",
    "One gap is the policy engine's: it learns of a new pod a moment after its start, and lets it out everywhere until then. On k3s' own engine that was 0.6 to 3 seconds; `npm run test:cluster` measures it anew. Nothing comes in where the other end has a policy, and jobs of the night wait until they are held before they read a secret.",
    "## Namespace by namespace",
    "How many pairs of programs may talk. `-` means that none may.",
    namespaceMatrix(edges),
    "## Who may call whom",
    "A place without a slash is outside of our namespaces. The ports are those of the pods. Who calls others by name may look names up; that is left out here and stands in the lists below.",
    callTable(edges),
    "## Each program",
    ...programLists(edges),
    "## What no policy can give",
    list(networkLimits),
  );
}

function byPlace(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  return groupedBy(edges, ({ from }) => headingOf(from));
}

function callTable(edges: readonly Edge[]): string {
  const calls = edges.filter(({ to }) => !isResolver(to));
  return table(
    ["namespace", "from", "may call"],
    [...byPlace(calls)].flatMap(([place, here]) =>
      [...groupedBy(here, ({ from }) => nameOf(from)).values()].map((own) => [place, shortName(own[0]?.from), callsOf(own)]),
    ),
  );
}

function callsOf(edges: readonly Edge[]): string {
  return [...groupedBy(edges, ({ to }) => nameOf(to))].map(([to, toOne]) => `${to} (${toOne.map(portWords).join(", ")})`).join("\n");
}

function isResolver({ kind }: End): boolean {
  return kind === "cluster DNS" || kind === "LAN resolver";
}

function shortName(end: End | undefined): string {
  return end?.kind === "workload" ? end.workload.name : "anybody";
}
