import type { Service } from "../../../charts/model/service";
import type { Workload } from "../../../charts/model/workload";
import type { KubeController, KubeCronJob, KubeJob, KubeMetadata, KubeNode, KubePod } from "../../../cli/cluster/objects";
import type { Snapshot } from "../../../cli/status/snapshot";

/** The moment of every snapshot that the tests make: noon. */
export const now = new Date("2026-11-24T12:00:00Z");

/** A time before noon, in minutes. */
export function ago(minutes: number): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString();
}

/** A cluster with nothing in it but what a test puts there. */
export function snapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    at: now,
    nodes: [node("vps"), node("nas")],
    pods: [],
    controllers: { Deployment: [], StatefulSet: [], DaemonSet: [] },
    jobs: [],
    cronJobs: [],
    claims: [],
    secrets: [],
    certificates: [],
    ...parts,
  };
}

export function metadata({ name, namespace }: Workload, changes: Partial<KubeMetadata> = {}): KubeMetadata {
  return {
    name,
    namespace: namespace.name,
    uid: `uid-${name}`,
    creationTimestamp: ago(3 * 24 * 60),
    generation: 1,
    labels: { "app.kubernetes.io/name": name },
    ...changes,
  };
}

export function node(name: string, changes: Partial<KubeNode> = {}): KubeNode {
  return {
    metadata: { name, uid: name, creationTimestamp: ago(1000), labels: { "mk360.de/site": name } },
    spec: {},
    status: { conditions: [{ type: "Ready", status: "True" }] },
    ...changes,
  };
}

/** A Deployment whose one pod is ready. */
export function deployment(service: Service, status: KubeController["status"] = {}): KubeController {
  return {
    metadata: metadata(service),
    spec: { replicas: 1 },
    status: { observedGeneration: 1, updatedReplicas: 1, readyReplicas: 1, ...status },
  };
}

/** A pod that runs and is as old as its creation says; three days when nothing is said. */
export function pod(workload: Workload, status: KubePod["status"] = {}, changes: Partial<KubeMetadata> = {}): KubePod {
  const meta = metadata(workload, changes);
  return {
    metadata: meta,
    spec: { nodeName: workload.machine },
    status: { phase: "Running", startTime: meta.creationTimestamp, ...status },
  };
}

export function container(changes: object = {}): NonNullable<KubePod["status"]["containerStatuses"]>[number] {
  return { name: "main", ready: false, restartCount: 0, ...changes };
}

export function cronJob(job: Workload, status: KubeCronJob["status"], changes: Partial<KubeCronJob> = {}): KubeCronJob {
  return { metadata: metadata(job), spec: {}, status, ...changes };
}

/** A run of a CronJob that began some minutes ago. */
export function runOf(job: Workload, minutes: number, condition?: "Complete" | "Failed"): KubeJob {
  return {
    metadata: metadata(job, {
      name: `${job.name}-${minutes}`,
      uid: `uid-${job.name}-${minutes}`,
      ownerReferences: [{ kind: "CronJob", name: job.name, uid: `uid-${job.name}` }],
    }),
    status: {
      startTime: ago(minutes),
      ...(condition === "Complete" ? { completionTime: ago(minutes - 1) } : {}),
      conditions: condition
        ? [{ type: condition, status: "True", reason: "BackoffLimitExceeded", lastTransitionTime: ago(minutes - 1) }]
        : [],
    },
  };
}
