import { eventually } from "../api/eventually";
import type { Bed } from "./bed/bed";
import { type Program, programs } from "./declared";
import { conditionOf, isReady, type LivePod, podsFor, podsOf } from "./live";

/** The program that took longest from the start of its own container to Ready, with its pod. */
export function slowestOf(pods: readonly LivePod[]): readonly [Program, LivePod] {
  const all = programs.flatMap((program) => podsFor(program, pods).map((pod) => [program, pod] as const));
  const [slowest] = all.sort(([, one], [, other]) => secondsToReady(other) - secondsToReady(one));
  if (!slowest) throw new Error("nothing runs");
  return slowest;
}

/** From the start of its own container, after whatever it had to wait for. */
function secondsToReady(pod: LivePod): number {
  const started = (pod.status.containerStatuses ?? []).map(({ state }) => Date.parse(state.running?.startedAt ?? ""));
  return (Date.parse(conditionOf(pod, "Ready")?.lastTransitionTime ?? "") - Math.min(...started)) / 1000;
}

/** Takes the pod away while all else runs, and gives how many seconds the next one needs from its making to Ready. */
export async function startAlone(bed: Bed, [program, pod]: readonly [Program, LivePod]): Promise<number> {
  await bed.kubectl("-n", program.namespace, "delete", "pod", pod.metadata.name, "--wait=false");
  let next: LivePod | undefined;
  await eventually(`${program.name} is ready again`, 300, async () => {
    next = podsFor(program, await podsOf(bed)).find((each) => each.metadata.uid !== pod.metadata.uid && isReady(each));
    return next ? [] : ["it is not"];
  });
  return (
    (Date.parse((next && conditionOf(next, "Ready")?.lastTransitionTime) ?? "") - Date.parse(next?.metadata.creationTimestamp ?? "")) / 1000
  );
}
