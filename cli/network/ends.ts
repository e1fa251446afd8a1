import { Refusal } from "../../charts/config/refusal";
import { type End, nameOf, type Outside, outsides } from "../../charts/model/network/edge";
import type { Stack } from "../../charts/model/stack";
import { type Found, knownWorkloads, lookFor, unknownName } from "../find-workload";

/** One end of a connection that the operator named. */
export type Asked = { readonly kind: "workload"; readonly found: Found } | { readonly kind: Outside };

/** How the places outside are typed: `NAS shares` is nas-shares. */
export const outsideNames: ReadonlyMap<string, Outside> = new Map(outsides.map((outside) => [typed(outside), outside]));

/**
 * A service or a job, with or without its namespace, or a place outside.
 * @throws Refusal naming the nearest known name.
 */
export function endOf(stack: Stack, which: "FROM" | "TO", name: string): Asked {
  const outside = outsideNames.get(typed(name));
  if (outside) return { kind: outside };
  const found = lookFor(stack, name);
  if (found) return { kind: "workload", found };
  const places = [...outsideNames.keys()];
  const what = `a service, a job, or a place outside: ${places.join(", ")}`;
  throw new Refusal("mk360 network", [
    unknownName(which, name, [...knownWorkloads(stack), ...places], what, "mk360 explain shows all services and jobs"),
  ]);
}

export function asEnd(asked: Asked): End {
  return asked.kind === "workload" ? { kind: "workload", workload: asked.found.workload } : { kind: asked.kind };
}

export const nameOfAsked = (asked: Asked): string => nameOf(asEnd(asked));

/** Why the end is not there now; nothing where it is. */
export const whyNotOf = (asked: Asked): string | undefined => (asked.kind === "workload" ? asked.found.whyNot : undefined);

/** The stack in which all of them run. */
export function stackFor(stack: Stack, asked: readonly Asked[]): Stack {
  const missing = asked.flatMap((one) => (one.kind === "workload" && one.found.whyNot !== undefined ? [one.found.stack] : []));
  return missing[0] ?? stack;
}

function typed(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}
