import type { KubeObject } from "../../charts/kit/manifest";
import { workloadName } from "../cluster/objects";
import { type Answer, type Check, check, wrong } from "./check";
import { differenceOf } from "./differences";
import type { Live } from "./live";
import { isAlive, type LivePod, type PodContainer, type PodSpec, podName } from "./pod";
import { type Workload, workloadsOf } from "./workloads";

/** What the API server admitted may do no more than what dist asks for, and nobody else's pod is in our namespaces. */
export function securityCheck(applied: readonly KubeObject[], live: Live): Check {
  const namespaces = new Set(applied.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
  const workloads = new Map(workloadsOf(applied).map((workload) => [`${workload.namespace}/${workload.name}`, workload]));
  const pods = live.pods.filter((pod) => isAlive(pod) && namespaces.has(pod.metadata.namespace ?? ""));
  return check("pods have the rights that dist says, and no others", pods, podName, (pod) =>
    judge(pod, workloads.get(`${pod.metadata.namespace}/${workloadName(pod.metadata)}`)),
  );
}

function judge({ spec, metadata }: LivePod, workload: Workload | undefined): Answer {
  if (!workload)
    return wrong(`belongs to nothing of dist; kubectl -n ${metadata.namespace} describe pod ${metadata.name} says whose it is`);
  const difference = differenceOf("pod", rightsOf(workload.wishes), rightsOf(spec));
  return difference === undefined ? undefined : wrong(difference);
}

/** The fields that decide what a pod may do, by container. */
function rightsOf(spec: PodSpec): object {
  const { hostNetwork = false, hostPID = false, hostIPC = false, hostUsers = true, securityContext = {} } = spec;
  const { containers, initContainers, ephemeralContainers } = spec;
  return {
    hostNetwork,
    hostPID,
    hostIPC,
    hostUsers,
    securityContext,
    containers: contextsOf(containers),
    initContainers: contextsOf(initContainers),
    ephemeralContainers: contextsOf(ephemeralContainers),
  };
}

function contextsOf(containers: readonly PodContainer[] = []): object[] {
  return containers.map(({ name, securityContext = {} }) => ({ name, securityContext }));
}
