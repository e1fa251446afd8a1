import { Job } from "../model/job";
import type { Workload } from "../model/workload";

/** On every object: whose it is and what made it. */
export const partOf = {
  "app.kubernetes.io/part-of": "mk360",
  "app.kubernetes.io/managed-by": "cdk8s",
} as const;

/** The label that selects the pods of a workload: its name, which is unique in the whole stack. */
export function selectorOf(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name };
}

export function labelsOf(workload: Workload): Record<string, string> {
  return {
    ...selectorOf(workload.name),
    "app.kubernetes.io/instance": "mk360",
    "app.kubernetes.io/component": workload instanceof Job ? "job" : workload.network,
    ...partOf,
  };
}

/** Flux never deletes what bears this, whatever Git says. */
export const neverPruned = { "kustomize.toolkit.fluxcd.io/prune": "disabled" } as const;

/** Why an object is as it is, for whoever looks with kubectl. */
export const reasonAnnotation = "mk360.de/reason";

export { machineLabel } from "../model/machine/machine";
