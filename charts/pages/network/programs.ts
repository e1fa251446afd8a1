import { type Edge, type End, nameOf } from "../../model/network/edge";
import { byText, groupedBy } from "../../values/order";
import { code, escapedText, list } from "../markdown";

/** For each program: whom it may call and who may call it, with port and reason. */
export function programLists(edges: readonly Edge[]): string[] {
  const outgoing = groupedBy(edges, ({ from }) => nameOf(from));
  const incoming = groupedBy(edges, ({ to }) => nameOf(to));
  const ours = edges.flatMap(({ from, to }) => [from, to]).filter(({ kind }) => kind === "workload");
  return [...new Set(ours.map(nameOf))]
    .sort(byText)
    .flatMap((name) => [
      `### ${name}`,
      list([
        ...lines("calls", outgoing.get(name) ?? [], ({ to }) => to),
        ...lines("is called by", incoming.get(name) ?? [], ({ from }) => from),
      ]),
    ]);
}

/** One line for each other end and reason; ports with the same reason stand together. */
function lines(verb: string, edges: readonly Edge[], other: (edge: Edge) => End): string[] {
  const whyOf = ({ why }: Edge) => why.join("; ");
  return [...groupedBy(edges, (edge) => `${nameOf(other(edge))} ${whyOf(edge)}`).values()].flatMap((same) => {
    const [first] = same;
    return first ? [`${verb} ${code(nameOf(other(first)))}, ${same.map(portWords).join(", ")}: ${escapedText(whyOf(first))}`] : [];
  });
}

export function portWords({ port, protocol }: Pick<Edge, "port" | "protocol">): string {
  return `${port}/${protocol.toLowerCase()}`;
}
