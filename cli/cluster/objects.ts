/** The parts of Kubernetes' objects that the command looks at, as the API server gives them. */
export interface KubeMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
}

export interface KubeCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface KubeNode {
  readonly metadata: KubeMetadata;
  readonly spec: {
    readonly podCIDR?: string;
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  };
  readonly status: {
    readonly conditions?: readonly KubeCondition[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: { readonly kubeletVersion: string };
    /** What pods may have of it, as Kubernetes quantities by resource. */
    readonly allocatable?: Readonly<Record<string, string>>;
  };
}

interface Ended {
  readonly reason?: string;
  readonly exitCode: number;
  readonly message?: string;
  readonly finishedAt?: string;
}

/** How one container of a pod does. */
export interface KubeContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: Ended;
  };
  readonly lastState?: { readonly terminated?: Ended };
}

export interface KubePod {
  readonly metadata: KubeMetadata;
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly startTime?: string;
    readonly conditions?: readonly KubeCondition[];
    readonly containerStatuses?: readonly KubeContainerStatus[];
    readonly initContainerStatuses?: readonly KubeContainerStatus[];
  };
}

/** A Deployment, a StatefulSet or a DaemonSet; each counts its pods under names of its own. */
export interface KubeController {
  readonly metadata: KubeMetadata;
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly observedGeneration?: number;
    /** Pods of every form, those of before included. */
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly updatedNumberScheduled?: number;
    readonly readyReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
    readonly conditions?: readonly KubeCondition[];
  };
}

export interface KubeJob {
  readonly metadata: KubeMetadata;
  readonly status: {
    readonly active?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly KubeCondition[];
  };
}

export interface KubeCronJob {
  readonly metadata: KubeMetadata;
  readonly spec: { readonly suspend?: boolean };
  readonly status: { readonly lastScheduleTime?: string; readonly lastSuccessfulTime?: string };
}

export interface KubeClaim {
  readonly metadata: KubeMetadata;
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
  readonly status: { readonly phase?: string };
}

export interface KubeSecret {
  readonly metadata: KubeMetadata;
  readonly data?: Readonly<Record<string, string>>;
}

/** True while the condition of that type holds. */
export function holds(type: string, conditions: readonly KubeCondition[] | undefined): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

/** The name that the model knows the object by. */
export function workloadName({ labels }: KubeMetadata): string | undefined {
  return labels?.["app.kubernetes.io/name"];
}

/** True when a Deployment has as many ready pods as it should have, and at least one. */
export function isAvailable({ spec, status }: KubeController): boolean {
  return (status.readyReplicas ?? 0) >= Math.max(1, spec.replicas ?? 1);
}
