import { machineLabel } from "../../charts/kit/labels";
import { Job } from "../../charts/model/job";
import type { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import { type StateObject, stateOf } from "../../charts/model/storage/state";
import type { Workload } from "../../charts/model/workload";
import type { Cluster } from "./cluster";

export interface LivePod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string; readonly conditions?: readonly Condition[] };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface LiveJob {
  readonly metadata: LivePod["metadata"];
  readonly status: { readonly conditions?: readonly Condition[] };
}

/** A Deployment, a StatefulSet or a DaemonSet: each counts its pods under names of its own. */
interface LiveController {
  readonly metadata: LivePod["metadata"] & { readonly generation: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly updatedNumberScheduled?: number;
    readonly readyReplicas?: number;
    readonly numberReady?: number;
  };
}

interface LiveClaim {
  readonly metadata: LivePod["metadata"];
  readonly spec: { readonly volumeName?: string };
  readonly status: { readonly phase: string };
}

interface LiveVolume {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeAffinity?: { readonly required: { readonly nodeSelectorTerms: readonly Term[] } } };
}

interface Term {
  readonly matchExpressions: readonly { readonly key: string; readonly values: readonly string[] }[];
}

/**
 * What of the model is not true in the cluster: pods and their machines, run-once jobs, claims and their volumes. Pods
 * of others may be in the namespaces `notOurs`.
 */
export async function notAsDeclared(cluster: Cluster, stack: Stack, notOurs: readonly string[] = []): Promise<string[]> {
  const [pods, controllers, jobs, claims, volumes] = await Promise.all([
    podsOf(cluster),
    Promise.all(["deployments", "statefulsets", "daemonsets"].map((kind) => cluster.api.list<LiveController>(`/apis/apps/v1/${kind}`))),
    cluster.api.list<LiveJob>("/apis/batch/v1/jobs"),
    cluster.api.list<LiveClaim>("/api/v1/persistentvolumeclaims"),
    cluster.api.list<LiveVolume>("/api/v1/persistentvolumes"),
  ]);
  return [
    ...stack.services.flatMap((service) => faultsOfService(service, pods)),
    ...stack.services.flatMap((service) => faultsOfController(service, controllers.flat())),
    ...stack.jobs.filter(({ schedule }) => !schedule).flatMap((job) => faultsOfJob(job, jobs, pods)),
    ...stateOf(stack).flatMap((state) => faultsOfClaim(stack, state, claims, volumes)),
    ...strangers(
      stack,
      pods.filter(({ metadata }) => !notOurs.includes(metadata.namespace)),
    ),
  ];
}

export async function podsOf(cluster: Cluster): Promise<LivePod[]> {
  return cluster.api.list<LivePod>("/api/v1/pods");
}

/** The pods of one workload. */
export function podsFor({ name, namespace }: Workload, pods: readonly LivePod[]): LivePod[] {
  return pods.filter(({ metadata }) => metadata.namespace === namespace.name && workloadOf(metadata) === name);
}

/** One pod, or one on each node of the machine's kind, of which there is one here as well. */
function faultsOfService(service: Service, pods: readonly LivePod[]): string[] {
  const own = podsFor(service, pods);
  if (own.length !== 1) return [`${service.name} has ${own.length} pods instead of one`];
  return own.flatMap((pod) => [
    ...notOn(service.machine, pod),
    ...(pod.status.phase === "Running" ? [] : [`${service.name} is ${pod.status.phase}: ${whyPending(pod)}`]),
  ]);
}

/** Rolled out in its newest form: the one pod that runs is not a leftover of the form before. */
function faultsOfController({ name, namespace }: Service, controllers: readonly LiveController[]): string[] {
  const own = controllers.filter(({ metadata }) => metadata.namespace === namespace.name && metadata.name === name);
  if (own.length !== 1) return [`${name} has ${own.length} controllers instead of one`];
  return own.flatMap(({ metadata, status }) => {
    const updated = status.updatedReplicas ?? status.updatedNumberScheduled ?? 0;
    const ready = status.readyReplicas ?? status.numberReady ?? 0;
    const isDone = status.observedGeneration === metadata.generation && updated === 1 && ready === 1 && (status.replicas ?? 1) === 1;
    return isDone ? [] : [`${name} is not rolled out: ${JSON.stringify(status)}`];
  });
}

function faultsOfJob(job: Job, jobs: readonly LiveJob[], pods: readonly LivePod[]): string[] {
  const own = jobs.filter(({ metadata }) => metadata.namespace === job.namespace.name && workloadOf(metadata) === job.name);
  const complete = own.filter(({ status }) => status.conditions?.some(({ type, status: is }) => type === "Complete" && is === "True"));
  if (own.length !== 1 || complete.length !== 1)
    return [`job ${job.name}: ${complete.length} of ${own.length} complete instead of one of one`];
  return podsFor(job, pods).flatMap((pod) => notOn(job.machine, pod));
}

/** Bound, and to a volume of the machine where the service runs. */
function faultsOfClaim(stack: Stack, state: StateObject, claims: readonly LiveClaim[], volumes: readonly LiveVolume[]): string[] {
  const claim = claims.find(({ metadata }) => metadata.namespace === state.namespace && metadata.name === state.name);
  if (claim?.status.phase !== "Bound") return [`claim ${state.namespace}/${state.name} is ${claim?.status.phase ?? "absent"}`];
  const volume = volumes.find(({ metadata }) => metadata.name === claim.spec.volumeName);
  const machines = volume?.spec.nodeAffinity?.required.nodeSelectorTerms
    .flatMap(({ matchExpressions }) => matchExpressions)
    .filter(({ key }) => key === "kubernetes.io/hostname" || key === machineLabel)
    .flatMap(({ values }) => values);
  const wanted = stack.service(state.service).machine;
  return machines?.join() === wanted
    ? []
    : [`claim ${state.namespace}/${state.name} has a volume on ${machines?.join()} instead of ${wanted}`];
}

/** Pods that no workload of the model made. */
function strangers(stack: Stack, pods: readonly LivePod[]): string[] {
  const known = new Set(stack.workloads.flatMap((workload) => podsFor(workload, pods)));
  return pods
    .filter((pod) => !known.has(pod))
    .map(({ metadata }) => `pod ${metadata.namespace}/${metadata.name} belongs to nothing that runs`);
}

function notOn(machine: string, { metadata, spec }: LivePod): string[] {
  return spec.nodeName === machine ? [] : [`${metadata.name} is on ${spec.nodeName ?? "no machine"} instead of ${machine}`];
}

/** Why the scheduler found no machine for a pod. */
export function whyPending({ status }: LivePod): string {
  return status.conditions?.find(({ type, status: is }) => type === "PodScheduled" && is === "False")?.message ?? "no reason yet";
}

function workloadOf({ labels }: LivePod["metadata"]): string | undefined {
  return labels?.["app.kubernetes.io/name"];
}

/** The jobs that come by a schedule. */
export function scheduledJobs(stack: Stack): Job[] {
  return stack.jobs.filter((job) => job instanceof Job && job.schedule !== undefined);
}
