import type { Bed } from "./bed/bed";
import { programs } from "./declared";

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly lastState: { readonly terminated?: { readonly reason: string; readonly exitCode: number } };
  readonly state: {
    readonly running?: { readonly startedAt: string };
    readonly waiting?: { readonly reason: string; readonly message?: string };
    readonly terminated?: { readonly reason: string; readonly exitCode: number };
  };
}

export interface LivePod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly tolerations?: readonly { readonly key?: string; readonly effect?: string; readonly tolerationSeconds?: number }[];
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export const podsOf = (bed: Bed): Promise<LivePod[]> => bed.plane.api.list<LivePod>("/api/v1/pods");

/** The pods of a program of dist/, by what owns them. */
export function podsFor({ kind, name, namespace }: { kind: string; name: string; namespace: string }, pods: readonly LivePod[]): LivePod[] {
  const owner = kind === "Deployment" ? new RegExp(`^${name}-[a-z0-9]+$`) : new RegExp(`^${name}$`);
  const of = kind === "Deployment" ? "ReplicaSet" : kind;
  return pods.filter(
    ({ metadata }) =>
      metadata.namespace === namespace &&
      metadata.ownerReferences?.some((reference) => reference.kind === of && owner.test(reference.name)),
  );
}

export function conditionOf({ status }: LivePod, type: string) {
  return status.conditions?.find((condition) => condition.type === type);
}

export const isReady = (pod: LivePod): boolean => conditionOf(pod, "Ready")?.status === "True";

/** A pod that was evicted stays in the list; whoever owns it has made another. */
const hasEnded = ({ status }: LivePod): boolean => status.phase === "Succeeded" || status.phase === "Failed";

/** What keeps programs of dist/ from being ready, a line each. */
export async function unreadyPrograms(bed: Bed): Promise<string[]> {
  const pods = await podsOf(bed);
  return programs.flatMap((each) => {
    const found = podsFor(each, pods).filter((pod) => !pod.metadata.deletionTimestamp && !hasEnded(pod));
    if (found.length === 0) return [`${each.namespace}/${each.name}: no pod yet`];
    return found.filter((pod) => !isReady(pod)).map((pod) => `${each.namespace}/${each.name}: ${whyUnready(pod)}`);
  });
}

function whyUnready({ status, spec }: LivePod): string {
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const waiting = containers
    .filter(({ ready, state }) => !ready && !state.terminated)
    .map(
      ({ name, state }) => `${name} ${state.waiting ? `${state.waiting.reason} ${state.waiting.message ?? ""}` : "runs and is not ready"}`,
    );
  const unplaced = status.conditions?.find(({ type, status: is }) => type === "PodScheduled" && is !== "True")?.message;
  return `${spec.nodeName ?? "on no machine"} ${status.phase} ${unplaced ?? waiting.join(", ")}`;
}
