import type { Cluster } from "../cluster/cluster";
import { listMetadata } from "../cluster/metadata";
import type { KubeClaim, KubeController, KubeCronJob, KubeJob, KubeMetadata, KubeNode, KubePod, KubeSecret } from "../cluster/objects";
import { listCertificates, ours } from "../cluster/ours";

/** Which kind of controller runs a service's pods. */
export type ControllerKind = "Deployment" | "StatefulSet" | "DaemonSet";

/** What of the stack is in the cluster, at one moment. */
export interface Snapshot {
  readonly at: Date;
  readonly nodes: readonly KubeNode[];
  readonly pods: readonly KubePod[];
  readonly controllers: Readonly<Record<ControllerKind, readonly KubeController[]>>;
  readonly jobs: readonly KubeJob[];
  readonly cronJobs: readonly KubeCronJob[];
  readonly claims: readonly KubeClaim[];
  /** All Secrets of the stack, without their content. */
  readonly secrets: readonly KubeMetadata[];
  /** Only those that hold certificates, with their content. */
  readonly certificates: readonly KubeSecret[];
}

/**
 * One list call a kind, all at one time: as many calls for a large stack as for a small one.
 * @throws Refusal when the cluster cannot be reached, or this user may not look.
 */
export async function readSnapshot(cluster: Cluster, at = new Date()): Promise<Snapshot> {
  const [nodes, pods, Deployment, StatefulSet, DaemonSet, jobs, cronJobs, claims, secrets, certificates] = await Promise.all([
    cluster.list<KubeNode>("/api/v1/nodes"),
    cluster.list<KubePod>("/api/v1/pods", ours),
    cluster.list<KubeController>("/apis/apps/v1/deployments", ours),
    cluster.list<KubeController>("/apis/apps/v1/statefulsets", ours),
    cluster.list<KubeController>("/apis/apps/v1/daemonsets", ours),
    cluster.list<KubeJob>("/apis/batch/v1/jobs", ours),
    cluster.list<KubeCronJob>("/apis/batch/v1/cronjobs", ours),
    cluster.list<KubeClaim>("/api/v1/persistentvolumeclaims", ours),
    listMetadata(cluster, "/api/v1/secrets", ours),
    listCertificates(cluster),
  ]);
  return { at, nodes, pods, controllers: { Deployment, StatefulSet, DaemonSet }, jobs, cronJobs, claims, secrets, certificates };
}
