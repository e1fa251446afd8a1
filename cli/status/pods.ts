import { byText } from "../../charts/values/order";
import { type KubeContainerStatus, type KubePod, workloadName } from "../cluster/objects";

/** The pods of the stack by namespace and workload, for many look-ups in one reading. */
export class PodsByWorkload {
  private readonly byWorkload = new Map<string, KubePod[]>();

  constructor(pods: readonly KubePod[]) {
    for (const pod of pods) {
      const key = `${pod.metadata.namespace}/${workloadName(pod.metadata)}`;
      const list = this.byWorkload.get(key);
      if (list) list.push(pod);
      else this.byWorkload.set(key, [pod]);
    }
  }

  of(namespace: string, name: string): readonly KubePod[] {
    return this.byWorkload.get(`${namespace}/${name}`) ?? [];
  }
}

/** How often the containers of the pods were started again. */
export function restartsOf(pods: readonly KubePod[]): number {
  return pods.flatMap(containersOf).reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/** The last end of a container that was started again, and why it ended. */
export function lastRestartOf(pods: readonly KubePod[]): { readonly at: string; readonly why: string } | undefined {
  return pods
    .flatMap(containersOf)
    .flatMap(({ lastState }) =>
      lastState?.terminated?.finishedAt ? [{ at: lastState.terminated.finishedAt, ended: lastState.terminated }] : [],
    )
    .sort((a, b) => byText(b.at, a.at))
    .map(({ at, ended }) => ({ at, why: ended.reason && ended.reason !== "Error" ? ended.reason : `exit code ${ended.exitCode}` }))[0];
}

/** What a container waits for that is no part of a start that goes well. */
const startsWell = new Set(["ContainerCreating", "PodInitializing"]);

/** Why a pod cannot come to run, when it shows that already; undefined while it may still be starting. */
export function faultOf(pod: KubePod): string | undefined {
  const { conditions, phase, reason, message } = pod.status;
  if (phase === "Failed") return `failed: ${[reason, message].filter(Boolean).join(", ") || "no reason given"}`;
  const scheduled = conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False") return `finds no node: ${briefly(scheduled.message ?? scheduled.reason ?? "no reason given")}`;
  const stuck = containersOf(pod).find(({ state }) => state?.waiting?.reason && !startsWell.has(state.waiting.reason));
  if (!stuck) return undefined;
  const { reason: why, message: text } = stuck.state?.waiting ?? {};
  const ended = stuck.lastState?.terminated;
  return `${stuck.name}: ${why}${ended ? `, it ended with ${ended.reason ?? "exit code"} ${ended.exitCode}` : text ? `, ${text}` : ""}`;
}

/** The scheduler's first sentence; what follows says only that nothing else would help either. */
function briefly(message: string): string {
  return message.split(/\. (?:no new claims|preemption:)/)[0] ?? message;
}

/** What the last of the pods' programs that failed has left to be said, where it leaves anything. */
export function lastWordsOf(pods: readonly KubePod[]): string | undefined {
  return wordsOf(pods, (exitCode) => exitCode !== 0);
}

/** What a program that ended well has left in its termination message; undefined where it left nothing. */
export function remarkOf(pods: readonly KubePod[]): string | undefined {
  return wordsOf(pods, (exitCode) => exitCode === 0);
}

function wordsOf(pods: readonly KubePod[], ended: (exitCode: number) => boolean): string | undefined {
  const all = pods
    .flatMap(containersOf)
    .flatMap(({ state }) => (state?.terminated && ended(state.terminated.exitCode) ? [state.terminated] : []));
  return all.sort((a, b) => byText(b.finishedAt ?? "", a.finishedAt ?? ""))[0]?.message;
}

function containersOf({ status }: KubePod): readonly KubeContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}
