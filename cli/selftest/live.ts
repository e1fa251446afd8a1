import { Refusal } from "../../charts/config/refusal";
import { partOf } from "../../charts/kit/labels";
import type { KubeObject } from "../../charts/kit/manifest";
import type { Cluster } from "../cluster/cluster";
import type { KubeClaim, KubeCronJob, KubeJob, KubeMetadata, KubeNode } from "../cluster/objects";
import { nameOf } from "./applied";
import { listOf } from "./kinds";
import type { LivePod } from "./pod";

/** An object as the API server gives it. */
export type LiveObject = Omit<KubeObject, "apiVersion" | "kind" | "metadata"> & { readonly metadata: KubeMetadata };

export interface LiveVolume {
  readonly metadata: KubeMetadata;
  readonly spec: { readonly persistentVolumeReclaimPolicy?: string };
}

/** What of a cluster the checks look at, at one moment. */
export interface Live {
  readonly at: Date;
  readonly nodes: readonly KubeNode[];
  readonly pods: readonly LivePod[];
  readonly volumes: readonly LiveVolume[];
  /** All objects of each kind that dist has, those of others included. */
  readonly byKind: Readonly<Record<string, readonly LiveObject[]>>;
}

/**
 * One list call a kind, and no other call: nothing here can write. No Secret is read.
 * @throws Refusal when the cluster cannot be reached, or this user may not look, or nothing of dist is there.
 */
export async function readLive(
  cluster: Pick<Cluster, "list" | "server" | "context">,
  applied: readonly KubeObject[],
  at = new Date(),
): Promise<Live> {
  const kinds = [...new Set([...applied.map(({ kind }) => kind), "NetworkPolicy", "Job"])].filter((kind) => listOf[kind] !== undefined);
  const [nodes, pods, volumes, ...lists] = await Promise.all([
    cluster.list<KubeNode>("/api/v1/nodes"),
    cluster.list<LivePod>("/api/v1/pods"),
    cluster.list<LiveVolume>("/api/v1/persistentvolumes"),
    ...kinds.map((kind) => cluster.list<LiveObject>(listOf[kind] ?? "")),
  ]);
  const live = { at, nodes, pods, volumes, byKind: Object.fromEntries(kinds.map((kind, index) => [kind, lists[index] ?? []])) };
  refuseOthers(cluster, applied, live);
  return live;
}

/** The object of dist as the cluster has it. */
export function liveOf({ byKind }: Live, { kind, metadata: { namespace, name } }: KubeObject): LiveObject | undefined {
  return byKind[kind]?.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
}

export function cronJobsOf({ byKind }: Live): readonly KubeCronJob[] {
  return (byKind.CronJob ?? []) as unknown as readonly KubeCronJob[];
}

export function jobsOf({ byKind }: Live): readonly KubeJob[] {
  return (byKind.Job ?? []) as unknown as readonly KubeJob[];
}

export function claimsOf({ byKind }: Live): readonly KubeClaim[] {
  return (byKind.PersistentVolumeClaim ?? []) as unknown as readonly KubeClaim[];
}

/** Where nothing of ours is, every line would be red for the one reason that it is another cluster. */
function refuseOthers({ server, context }: Pick<Cluster, "server" | "context">, applied: readonly KubeObject[], live: Live): void {
  const [label = "", value] = Object.entries(partOf)[0] ?? [];
  if (applied.some((object) => liveOf(live, object)?.metadata.labels?.[label] === value)) return;
  throw new Refusal("cluster", [
    {
      where: `${server} (context ${context})`,
      value: `without any of the ${applied.length} objects of dist, ${nameOf(applied[0] as KubeObject)} and the others`,
      allowed: "a cluster to which dist was applied",
      fix: "choose the right one with --context or KUBECONFIG; if this is it: kubectl apply -R -f dist",
    },
  ]);
}
