import type { Edge } from "../../charts/model/network/edge";
import { portWords } from "../../charts/pages/network/programs";
import { groupedBy } from "../../charts/values/order";
import { hanging } from "./hanging";

/** One connection as seen from one of its ends. */
export interface Seen extends Pick<Edge, "port" | "protocol" | "why"> {
  readonly other: string;
}

/** One row for each other end and reason; ports with the same reason stand together. */
export function connectionRows(connections: readonly Seen[]): string {
  const same = [...groupedBy(connections, ({ other, why }) => `${other} ${why.join("; ")}`).values()];
  return hanging(
    same.flatMap(([first, ...rest]) => (first ? [[first.other, [first, ...rest].map(portWords).join(" "), first.why.join("; ")]] : [])),
  );
}
