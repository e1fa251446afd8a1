import type { KubeObject } from "../../charts/kit/manifest";
import { workloadName } from "../cluster/objects";
import { runsAlways } from "./kinds";
import type { Live } from "./live";
import { isAlive, type LivePod, type PodSpec } from "./pod";

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

interface WithTemplate {
  readonly replicas?: number;
  readonly template?: Template;
  readonly jobTemplate?: { readonly spec?: { readonly template?: Template } };
}

/** An object of dist that makes pods, with what it asks of each. */
export interface Workload {
  readonly object: KubeObject;
  readonly namespace: string;
  /** By which its pods are known. */
  readonly name: string | undefined;
  readonly wishes: PodSpec;
}

/** Every object of dist that makes pods. */
export function workloadsOf(applied: readonly KubeObject[]): Workload[] {
  return applied.flatMap((object) => {
    const { template, jobTemplate } = (object.spec ?? {}) as WithTemplate;
    const made = template ?? jobTemplate?.spec?.template;
    if (!made?.spec) return [];
    const name = made.metadata?.labels?.["app.kubernetes.io/name"];
    return [{ object, namespace: object.metadata.namespace ?? "", name, wishes: made.spec }];
  });
}

/** Those whose pods run for as long as they are there. */
export function servicesOf(applied: readonly KubeObject[]): Workload[] {
  return workloadsOf(applied).filter(({ object }) => runsAlways(object));
}

/** The pods of a workload, without those that have ended or are being stopped. */
export function podsOf({ namespace, name }: Workload, { pods }: Pick<Live, "pods">): LivePod[] {
  return pods.filter((pod) => isAlive(pod) && pod.metadata.namespace === namespace && workloadName(pod.metadata) === name);
}

/** How many pods a workload wants: one for each node that it chooses, or the replicas that dist says. */
export function wantedOf({ object, wishes }: Workload, { nodes }: Pick<Live, "nodes">): number {
  if (object.kind === "DaemonSet") return nodes.filter(({ metadata }) => fits(wishes.nodeSelector, metadata.labels)).length;
  return ((object.spec ?? {}) as WithTemplate).replicas ?? 1;
}

export function fits(selector: Readonly<Record<string, string>> = {}, labels: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
