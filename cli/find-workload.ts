import { type Fault, nearest, Refusal } from "../charts/config/refusal";
import type { Config } from "../charts/config/schema";
import { whyNotRunning } from "../charts/model/not-running";
import { Service } from "../charts/model/service";
import type { Stack } from "../charts/model/stack";
import type { Workload } from "../charts/model/workload";

/** A workload that the operator named. */
export interface Found {
  readonly workload: Workload;
  /** The stack in which it runs: the owner's, or the same with what it takes for it to run. */
  readonly stack: Stack;
  /** Why it does not run in the owner's stack; left out where it does. */
  readonly whyNot?: string;
}

/**
 * The service or job of a name, with or without its namespace, also one that does not run now.
 * @throws Refusal naming the nearest known name.
 */
export function findWorkload(stack: Stack, name: string): Found {
  const found = lookFor(stack, name);
  if (found) return found;
  throw new Refusal("mk360 explain", [
    unknownName("NAME", name, knownWorkloads(stack), "a service or a job", "mk360 explain shows all of them"),
  ]);
}

export function lookFor(stack: Stack, name: string): Found | undefined {
  const here = named(stack.workloads, name);
  if (here) return { workload: here, stack };
  const { config, catalogue } = stack;
  const elsewhere = largest(stack);
  const there = named(elsewhere.workloads, name);
  if (there) return { workload: there, stack: elsewhere, whyNot: reasonOf(there, config) };
  const left = named(catalogue.services, name);
  return left ? { workload: left, stack, whyNot: reasonOf(left, config) } : undefined;
}

/** Every name that `lookFor` takes, without namespaces. */
export function knownWorkloads(stack: Stack): string[] {
  return [...new Set([...largest(stack).workloads, ...stack.catalogue.services].map(({ name }) => name))].sort();
}

export function unknownName(where: string, name: string, known: readonly string[], what: string, otherwise: string): Fault {
  const meant = nearest(name.slice(name.indexOf("/") + 1), known);
  return { where, value: name, allowed: what, fix: meant ? `did you mean ${meant}? ${otherwise}` : otherwise };
}

/** With every phase and nothing switched off; the stack itself where that one is refused. */
function largest(stack: Stack): Stack {
  try {
    return stack.under({ ...stack.config, phase: 3, off: [] });
  } catch (error) {
    if (error instanceof Refusal) return stack;
    throw error;
  }
}

function named<T extends Workload>(all: readonly T[], name: string): T | undefined {
  return (
    all.find((workload) => workload.name === name || `${workload.namespace.name}/${workload.name}` === name) ??
    all.find(({ formerly }) => formerly.includes(name))
  );
}

function reasonOf(workload: Workload, config: Config): string {
  if (workload instanceof Service) {
    const why = whyNotRunning(workload, config);
    return why.startsWith("comes") ? `${why}; phase is ${config.phase}` : why;
  }
  return workload.phase > config.phase ? `comes in phase ${workload.phase}; phase is ${config.phase}` : "what it belongs to does not run";
}
