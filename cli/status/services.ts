import { controllerOf } from "../../charts/kit/controller";
import type { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import { byText } from "../../charts/values/order";
import { holds, type KubeController, type KubeNode, type KubePod } from "../cluster/objects";
import { ageOf, secondsBetween } from "../text/age";
import type { Verdict } from "../verdict";
import { machineOf } from "./nodes";
import { faultOf, lastRestartOf, PodsByWorkload, restartsOf } from "./pods";
import type { ControllerKind, Snapshot } from "./snapshot";

/** One service of the model, as it runs. */
export interface ServiceRow {
  readonly name: string;
  readonly namespace: string;
  readonly kind: ControllerKind;
  /** Pods that are ready. */
  readonly ready: number;
  /** Pods that there should be. */
  readonly wanted: number;
  /** When its oldest pod started. */
  readonly since: string | undefined;
  readonly restarts: number;
  readonly verdict: Verdict;
  readonly problem: string | undefined;
}

type Judgement = Pick<ServiceRow, "verdict" | "problem">;

/** A restart that is longer ago than this is history. */
const recentSeconds = 3600;

/** A row for each service of the model, in the order of the catalogue. */
export function serviceRows(stack: Stack, snapshot: Snapshot): ServiceRow[] {
  const { controllers, pods } = snapshot;
  const byWorkload = new PodsByWorkload(pods);
  const byName = new Map(
    Object.entries(controllers).flatMap(([kind, list]) =>
      list.map((controller) => [`${kind} ${controller.metadata.namespace}/${controller.metadata.name}`, controller] as const),
    ),
  );
  return stack.services.map((service) => {
    const { name } = service;
    const namespace = service.namespace.name;
    const kind = controllerOf(service);
    const controller = byName.get(`${kind} ${namespace}/${name}`);
    const own = alive(byWorkload.of(namespace, name));
    const starts = own.map(({ metadata, status }) => status.startTime ?? metadata.creationTimestamp).sort();
    return {
      name,
      namespace,
      kind,
      ready: controller ? readyOf(controller) : 0,
      wanted: controller ? wantedOf(controller, kind) : 1,
      since: starts[0],
      restarts: restartsOf(own),
      ...(controller ? judge(stack, service, controller, own, snapshot) : missing(service, kind)),
    };
  });
}

function missing(service: Service, kind: ControllerKind): Judgement {
  return { verdict: "wrong", problem: `missing: ${kind} ${service.namespace.name}/${service.name}` };
}

function judge(stack: Stack, service: Service, controller: KubeController, pods: readonly KubePod[], snapshot: Snapshot): Judgement {
  const kind = controllerOf(service);
  const wanted = wantedOf(controller, kind);
  if (wanted === 0) return { verdict: "wrong", problem: nothingWanted(service, kind, snapshot.nodes) };
  // Pods are said to be ready for a while after their node went away.
  const away = pods.map(({ spec }) => spec.nodeName).find((name) => isAway(snapshot.nodes, name));
  if (away) return { verdict: "wrong", problem: `its node ${away} is not ready` };
  if (readyOf(controller) < wanted) {
    const gone = machineAway(service, snapshot.nodes);
    return gone ? { verdict: "wrong", problem: gone } : notReady(stack, service, pods, snapshot);
  }
  if (!isRolledOut(controller, kind, wanted)) return rollingOut(controller, pods);
  const restart = lastRestartOf(pods);
  if (restart && secondsBetween(restart.at, snapshot.at) < recentSeconds)
    return { verdict: "warning", problem: `started again ${ageOf(restart.at, snapshot.at)} ago: ${restart.why}` };
  return { verdict: "ok", problem: undefined };
}

/** Without those that are being stopped, and without those that an eviction left behind when others have taken over. */
function alive(pods: readonly KubePod[]): KubePod[] {
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const trying = staying.filter(({ status }) => status.phase !== "Failed" && status.phase !== "Succeeded");
  return trying.length > 0 ? trying : staying;
}

/** Why nothing of it can run, where that is the machine's fault: a pod that never started there names no node. */
function machineAway({ machine }: Service, nodes: readonly KubeNode[]): string | undefined {
  const own = nodes.filter((node) => machineOf(node) === machine);
  if (own.length === 0) return `there is no node of the kind ${machine}`;
  const [first] = own;
  return own.every(({ metadata }) => isAway(nodes, metadata.name)) ? `its node ${first?.metadata.name} is not ready` : undefined;
}

function nothingWanted(service: Service, kind: ControllerKind, nodes: readonly KubeNode[]): string {
  const { name, namespace, machine } = service;
  if (kind === "DaemonSet") return machineAway(service, nodes) ?? `no node of the kind ${machine} takes it`;
  return `scaled to 0; kubectl -n ${namespace.name} scale ${kind.toLowerCase()} ${name} --replicas=1 starts it`;
}

function notReady(stack: Stack, service: Service, pods: readonly KubePod[], { secrets, at }: Snapshot): Judgement {
  const namespace = service.namespace.name;
  if (pods.length === 0) return { verdict: "wrong", problem: `no pod; kubectl -n ${namespace} get events says why` };
  const fault = pods.map(faultOf).find((found) => found !== undefined);
  if (fault) return { verdict: "wrong", problem: fault };
  const absent = stack
    .credentialsOf(service)
    .find((credential) => !secrets.some(({ name, namespace: place }) => name === credential.name && place === namespace));
  if (absent) return { verdict: "wrong", problem: `waits for the Secret ${namespace}/${absent.name}` };
  const [youngest] = [...pods].sort((a, b) => byText(b.metadata.creationTimestamp, a.metadata.creationTimestamp));
  const { name = "", creationTimestamp = at.toISOString() } = youngest?.metadata ?? {};
  const age = ageOf(creationTimestamp, at);
  if (secondsBetween(creationTimestamp, at) < (service.main.health?.startsWithin.seconds ?? 0))
    return { verdict: "warning", problem: `starting for ${age}` };
  const asks = `kubectl -n ${namespace} describe pod ${name} says why`;
  return {
    verdict: "wrong",
    problem: `${youngest?.status.phase === "Running" ? "runs but is not ready" : "has not started"} after ${age}; ${asks}`,
  };
}

function isAway(nodes: readonly KubeNode[], name: string | undefined): boolean {
  const node = nodes.find(({ metadata }) => metadata.name === name);
  return node !== undefined && !holds("Ready", node.status.conditions);
}

function rollingOut({ status }: KubeController, pods: readonly KubePod[]): Judgement {
  const fault = pods.map(faultOf).find((found) => found !== undefined);
  const late = status.conditions?.find(({ type, reason }) => type === "Progressing" && reason === "ProgressDeadlineExceeded");
  if (fault || late) return { verdict: "wrong", problem: `its new version does not come up: ${fault ?? late?.message}` };
  return { verdict: "warning", problem: "its new version is being rolled out" };
}

/** A new pod counts as soon as it is made: while it does not become ready, the one of before stays beside it. */
function isRolledOut({ metadata, status }: KubeController, kind: ControllerKind, wanted: number): boolean {
  const updated = (kind === "DaemonSet" ? status.updatedNumberScheduled : status.updatedReplicas) ?? 0;
  return (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) && updated >= wanted && (status.replicas ?? 0) <= updated;
}

function readyOf({ status }: KubeController): number {
  return status.readyReplicas ?? status.numberReady ?? 0;
}

function wantedOf({ spec, status }: KubeController, kind: ControllerKind): number {
  return kind === "DaemonSet" ? (status.desiredNumberScheduled ?? 0) : (spec.replicas ?? 1);
}
