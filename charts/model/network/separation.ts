import type { Side } from "../backup";
import type { Workload } from "../workload";
import type { Network } from "./network";

/** Whose data the pods of a network handle; the other networks serve both sides. */
const sides: Readonly<Partial<Record<Network, Side>>> = { public: "business", private: "private", home: "private" };

/** Why no declaration may ever connect the two; nothing where one may. */
export function separationOf(from: Workload, to: Workload): string | undefined {
  const [one, other] = [sides[from.network], sides[to.network]];
  if (!one || !other || one === other) return undefined;
  return `${from.name} handles ${one} data and ${to.name} handles ${other} data: the two sides never meet`;
}

/** What the three Docker networks of the owner's document let through, by the networks of the two ends. */
const ofTheDocument = new Set(["public public", "private private", "public storage", "private storage", "edge public", "edge private"]);

/** True where the owner's Docker networks had such a connection; every other one is an addition that a test lists with its reason. */
export function isOfTheDocument(from: Workload, to: Workload): boolean {
  return ofTheDocument.has(`${from.network} ${to.network}`);
}
