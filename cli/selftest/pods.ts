import type { KubeObject } from "../../charts/kit/manifest";
import { holds, type KubeController } from "../cluster/objects";
import { nameOf } from "./applied";
import { type Answer, type Check, check, joined, wrong } from "./check";
import { type Live, liveOf } from "./live";
import { type LivePod, type LiveStatus, podName, statusesOf } from "./pod";
import { fits, podsOf, servicesOf, type Workload, wantedOf } from "./workloads";

/** Every pod that is to run always: there, ready, on its machine, and never started again. */
export function podChecks(applied: readonly KubeObject[], live: Live): Check[] {
  const services = servicesOf(applied);
  const ofEach = (name: string, ask: (pod: LivePod, workload: Workload) => Answer | readonly Answer[]) =>
    joined(
      name,
      services.map((workload) => check(name, podsOf(workload, live), podName, (pod) => ask(pod, workload))),
    );
  const counted = check(
    "",
    services,
    ({ object }) => nameOf(object),
    (workload) => howMany(workload, live),
  );
  const ready = ofEach("", readiness);
  const looked = services.reduce((sum, workload) => sum + wantedOf(workload, live), 0);
  return [
    { ...joined("every pod that dist wants is there and ready", [counted, ready]), looked },
    ofEach("pods run on the machine that dist names", (pod, workload) => place(pod, workload, live)),
    ofEach("no container was started again", (pod) => statusesOf(pod).map(restarts)),
  ];
}

function howMany(workload: Workload, live: Live): Answer {
  const [found, wanted] = [podsOf(workload, live).length, wantedOf(workload, live)];
  if (wanted === 0 && workload.object.kind === "DaemonSet") return wrong(`no node has the label ${selectorOf(workload)} that it chooses`);
  return found === wanted ? rollout(workload, wanted, live) : wrong(`has ${found} pods, dist wants ${wanted}`);
}

/** While what was applied last is refused or does not start, the pods of before run on. */
function rollout({ object }: Workload, wanted: number, live: Live): Answer {
  const controller = liveOf(live, object) as KubeController | undefined;
  if (!controller) return undefined;
  const { metadata, status } = controller;
  const updated = (object.kind === "DaemonSet" ? status.updatedNumberScheduled : status.updatedReplicas) ?? 0;
  if ((status.observedGeneration ?? 0) >= (metadata.generation ?? 0) && updated >= wanted) return undefined;
  const why = status.conditions?.find(({ type, status: is }) => type === "ReplicaFailure" && is === "True")?.message;
  return wrong(`runs in an older form: ${updated} of ${wanted} pods are as applied last${why ? `; ${why}` : ""}`);
}

function readiness(pod: LivePod): Answer | readonly Answer[] {
  const waiting = statusesOf(pod).flatMap(({ name, state }) => (state?.waiting ? [wrong(`${name} waits: ${wordsOf(state.waiting)}`)] : []));
  if (waiting.length > 0) return waiting;
  if (holds("Ready", pod.status.conditions)) return undefined;
  const unscheduled = pod.status.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
  return wrong(unscheduled?.message ? `finds no machine: ${unscheduled.message}` : `is ${pod.status.phase ?? "new"} and not ready`);
}

function place({ spec }: LivePod, workload: Workload, { nodes }: Live): Answer {
  // One that has no machine yet is not ready, and named for that.
  if (spec.nodeName === undefined) return undefined;
  const node = nodes.find(({ metadata }) => metadata.name === spec.nodeName);
  if (fits(workload.wishes.nodeSelector, node?.metadata.labels)) return undefined;
  return wrong(`runs on ${spec.nodeName}, which has not ${selectorOf(workload)}`);
}

function restarts({ name, restartCount, lastState }: LiveStatus): Answer {
  if (restartCount === 0) return undefined;
  const ended = lastState?.terminated;
  const last = ended ? `, last by ${ended.reason ?? "an unknown reason"} with exit code ${ended.exitCode}` : "";
  return wrong(`${name} was started again ${restartCount} ${restartCount === 1 ? "time" : "times"}${last}`);
}

function selectorOf({ wishes }: Workload): string {
  const words = Object.entries(wishes.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
  return words.join(", ") || "any";
}

function wordsOf({ reason, message }: { readonly reason?: string; readonly message?: string }): string {
  return [reason, message].filter(Boolean).join(", ") || "no reason given";
}
