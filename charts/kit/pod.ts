import { type ApiObject, Duration } from "cdk8s";
import { type AbstractPodProps, DnsPolicy, FsGroupChangePolicy, RestartPolicy, ServiceAccount } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { Job } from "../model/job";
import type { Machine } from "../model/machine/machine";
import { asksLanResolver } from "../model/network/edge";
import type { Stack } from "../model/stack";
import type { Workload } from "../model/workload";
import type { Size } from "../values/size";
import { filesOf, hashOf } from "./files";
import { labelsOf, machineLabel, selectorOf } from "./labels";
import { add, type Patch, patch, remove } from "./patch";
import { priorityOf } from "./priority";
import { containerOf } from "./program";
import { PodVolumes } from "./volumes";

/** What a workload's pods look like, in the terms of the library, and what the library has no word for. */
export interface Pod {
  readonly props: AbstractPodProps;
  readonly podLabels: Record<string, string>;
  readonly podAnnotations: Record<string, string>;
  /** Changes when a file that the pod reads changes. */
  readonly filesHash: string;
}

export function podOf(scope: Construct, stack: Stack, workload: Workload): Pod {
  const files = filesOf(scope, stack, workload);
  const volumes = new PodVolumes(scope, stack, workload, files);
  const container = (program: (typeof workload.programs)[number]) => containerOf(scope, stack, workload, program, volumes);
  const filesHash = hashOf(files.map(({ path, hash }) => `${path} ${hash}`).join("\n"));
  return {
    props: {
      containers: [workload.main, ...workload.beside].map(container),
      initContainers: workload.before.map(container),
      ...accountOf(scope, workload),
      ...(workload.host?.network ? { hostNetwork: true } : {}),
      restartPolicy: workload instanceof Job ? RestartPolicy.NEVER : RestartPolicy.ALWAYS,
      terminationGracePeriod: Duration.seconds(workload.stopsWithin.seconds),
      securityContext: securityOf(workload),
      dns: dnsOf(stack, workload),
    },
    podLabels: labelsOf(workload),
    podAnnotations: annotationsOf(stack, workload, files.length > 0 ? filesHash : undefined),
    filesHash,
  };
}

/** What a running pod would not notice: a change of it makes a new pod, and a new run of a job. */
function annotationsOf(stack: Stack, workload: Workload, filesHash?: string): Record<string, string> {
  const changed = [...stack.changedCredentialsOf(workload)].map(([name, generation]) => `${name}=${generation}`);
  return {
    ...(filesHash ? { "mk360.de/files": filesHash } : {}),
    ...(changed.length > 0 ? { "mk360.de/secrets": changed.join(" ") } : {}),
  };
}

/** Without access to the API a pod gets no token at all. */
function accountOf(
  scope: Construct,
  { kubernetes, name }: Workload,
): Pick<AbstractPodProps, "automountServiceAccountToken" | "serviceAccount"> {
  if (!kubernetes) return { automountServiceAccountToken: false };
  return { automountServiceAccountToken: true, serviceAccount: ServiceAccount.fromServiceAccountName(scope, `${name}-account`, name) };
}

function dnsOf(stack: Stack, workload: Workload): NonNullable<AbstractPodProps["dns"]> {
  if (workload.host?.network) return { policy: DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET };
  if (!asksLanResolver(stack, workload)) return { policy: DnsPolicy.CLUSTER_FIRST };
  return { policy: DnsPolicy.NONE, nameservers: [stack.config.network.lanResolver] };
}

/** A job sets no group: the kubelet would hand the live volume that it reads over to that group. */
function securityOf(workload: Workload): NonNullable<AbstractPodProps["securityContext"]> {
  const { uid, gid } = workload.runsAs;
  const ids = { ensureNonRoot: uid !== 0, user: uid, group: gid, fsGroupChangePolicy: FsGroupChangePolicy.ON_ROOT_MISMATCH };
  return workload instanceof Job ? ids : { ...ids, fsGroup: gid };
}

/** Adds what the library has no word for, and takes away its path hash. `at` is where the pod's template lies. */
export function finishPod(object: ApiObject, at: string, stack: Stack, workload: Workload): void {
  const machine = stack.machineOf(workload);
  const spec = `${at}/spec`;
  patch(
    object,
    add(`${spec}/enableServiceLinks`, false),
    ...(workload.userNamespace ? [add(`${spec}/hostUsers`, false)] : []),
    ...(workload.formerly.length > 0 ? [add(`${spec}/affinity`, apartFrom(workload.formerly))] : []),
    ...(workload.host?.processes ? [add(`${spec}/hostPid`, true)] : []),
    // For containers that somebody adds later too; each of ours says it itself.
    add(`${spec}/securityContext/seccompProfile`, { type: "RuntimeDefault" }),
    add(`${spec}/nodeSelector`, { [machineLabel]: machine.name }),
    add(`${spec}/priorityClassName`, priorityOf(workload)),
    ...(machine.role === "agent" ? [add(`${spec}/tolerations`, tolerationsOf(machine))] : []),
    remove(`${at}/metadata/labels/cdk8s.io~1metadata.addr`),
    ...workload.before.flatMap(({ disk }, index) => ephemeralStorage(`${spec}/initContainers/${index}`, disk)),
    ...[workload.main, ...workload.beside].flatMap(({ disk, health }, index) => [
      ...ephemeralStorage(`${spec}/containers/${index}`, disk),
      ...hostHeader(`${spec}/containers/${index}`, health?.ready, ["startupProbe", "readinessProbe"]),
      ...hostHeader(`${spec}/containers/${index}`, health?.alive, ["livenessProbe"]),
    ]),
  );
}

/**
 * What is asked for is the limit, as the API server would fill in. The library writes whole gibibytes only. A patch comes
 * before its own translation, which wants a quantity as an object.
 */
function ephemeralStorage(container: string, disk: Size): Patch[] {
  return ["requests", "limits"].map((kind) => add(`${container}/resources/${kind}/ephemeral-storage`, { value: `${disk}` }));
}

/**
 * Whoever applies a new name leaves the pods of the old one running, beside the same volumes and the same database: the new
 * ones wait until those are gone.
 */
function apartFrom(formerly: readonly string[]): object {
  const [name = ""] = Object.keys(selectorOf(""));
  const labelSelector = { matchExpressions: [{ key: name, operator: "In", values: [...formerly] }] };
  return {
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: "kubernetes.io/hostname" }] },
  };
}

function hostHeader(container: string, check: { kind: string; host?: string } | undefined, probes: readonly string[]): Patch[] {
  if (check?.kind !== "http" || check.host === undefined) return [];
  return probes.map((probe) => add(`${container}/${probe}/httpGet/httpHeaders`, [{ name: "Host", value: check.host }]));
}

/**
 * An agent is tainted, so that nothing lands there by chance. A pod that is bound to it cannot move, so it also
 * stays bound while the home link is down: an eviction would only restart it when the link returns.
 */
function tolerationsOf({ name }: Machine): object[] {
  return [
    { key: machineLabel, operator: "Equal", value: name, effect: "NoSchedule" },
    { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
    { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  ];
}
