import type { KubeContainerStatus, KubePod } from "../cluster/objects";

/** A container as a pod, or the template of one, asks for it. */
export interface PodContainer {
  readonly name: string;
  readonly image?: string;
  readonly securityContext?: object;
}

/** What of a pod's wishes the checks look at; a template of dist and a pod of the cluster have the same fields. */
export interface PodSpec {
  readonly nodeName?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostUsers?: boolean;
  readonly securityContext?: object;
  readonly containers?: readonly PodContainer[];
  readonly initContainers?: readonly PodContainer[];
  readonly ephemeralContainers?: readonly PodContainer[];
  readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
}

export interface LiveStatus extends KubeContainerStatus {
  readonly image?: string;
  readonly imageID?: string;
}

export interface LivePod extends Omit<KubePod, "spec" | "status"> {
  readonly spec: PodSpec;
  readonly status: Omit<KubePod["status"], "containerStatuses" | "initContainerStatuses"> & {
    readonly containerStatuses?: readonly LiveStatus[];
    readonly initContainerStatuses?: readonly LiveStatus[];
  };
}

export function podName({ metadata }: Pick<LivePod, "metadata">): string {
  return `Pod ${metadata.namespace}/${metadata.name}`;
}

/** Every container that a pod or a template asks for. */
export function containersOf({ containers = [], initContainers = [], ephemeralContainers = [] }: PodSpec): readonly PodContainer[] {
  return [...initContainers, ...containers, ...ephemeralContainers];
}

/** How each of them does. */
export function statusesOf({ status }: LivePod): readonly LiveStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

/** A pod that has ended shows what was, and one that is being stopped is no more what it should be. */
export function isAlive({ metadata, status }: LivePod): boolean {
  return metadata.deletionTimestamp === undefined && status.phase !== "Succeeded" && status.phase !== "Failed";
}
