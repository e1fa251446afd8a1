import { type Edge, edgesOf, nameOf } from "../model/network/edge";
import type { Stack } from "../model/stack";
import { byText } from "../values/order";

/** Every allowed connection, in an order that does not change when the catalogue is sorted anew. */
export function sortedEdges(stack: Stack): Edge[] {
  return edgesOf(stack)
    .map((edge) => ({ edge, key: keyOf(edge) }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ edge }) => edge);
}

function keyOf({ from, to, port, protocol }: Edge): string {
  return [nameOf(from), nameOf(to), `${port}`.padStart(5, "0"), protocol].join(" ");
}
