import type { NetworkEdge, NetworkEnd } from "../../charts/facts/network";
import type { Ends } from "../../test/support/reachability";
import { meaningOf } from "./addresses";
import type { World } from "./world";

/** Every connection that network.json names, as `from → to port/protocol`; with one end, those that this end's policies must open. */
export function declaredConnections({ document, addresses, config }: World, ends: Ends): Set<string> {
  const meaning = meaningOf(config);
  const namesOf = (end: NetworkEnd): readonly string[] => {
    if ("name" in end) return [`${end.namespace}/${end.name}`];
    return end.kind === "cluster DNS" ? ["kube-system/kube-dns"] : addresses.filter(meaning[end.kind]);
  };
  const isAsked = ({ from, to }: NetworkEdge) => ends === "both" || "name" in (ends === "from" ? from : to);
  return new Set(
    document.edges
      .filter(isAsked)
      .flatMap(({ from, to, port, protocol }) =>
        namesOf(from).flatMap((source) => namesOf(to).map((target) => connection(source, target, `${port}/${protocol}`))),
      ),
  );
}

export function connection(from: string, to: string, port: string): string {
  return `${from} → ${to} ${port}`;
}
