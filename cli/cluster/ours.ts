import { Refusal } from "../../charts/config/refusal";
import { machineLabel, partOf } from "../../charts/kit/labels";
import { server } from "../../charts/model/machine/machine";
import { Cluster, type ClusterOptions } from "./cluster";
import type { KubeSecret } from "./objects";
import { certificateLabel } from "./secret-labels";

interface NodeObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** As whom the API server knows what this command writes by itself. */
export const manager = "mk360";

/** Who applies what a repository has, as the owner of fields; what is its own is changed in the repository. */
export const flux = "kustomize-controller";

/** Asks a list call for what is of the stack. */
export const ours = { labelSelector: `app.kubernetes.io/part-of=${partOf["app.kubernetes.io/part-of"]}` };

/** The Secrets of the stack that hold certificates, with their content, in one call that reads no other. */
export function listCertificates(cluster: Cluster): Promise<readonly KubeSecret[]> {
  return cluster.list<KubeSecret>("/api/v1/secrets", { labelSelector: `${ours.labelSelector},${certificateLabel}=true` });
}

/** @throws Refusal when it cannot be reached, or is not ours. */
export async function openOurs(options: ClusterOptions): Promise<Cluster> {
  const cluster = await Cluster.open(options);
  await refuseOtherCluster(cluster);
  return cluster;
}

/**
 * Nothing of ours goes into a cluster that is not ours: ours has a node for the server.
 * @throws Refusal when no node has the label.
 */
async function refuseOtherCluster(cluster: Cluster): Promise<void> {
  const nodes = await cluster.list<NodeObject>("/api/v1/nodes");
  if (nodes.some(({ metadata }) => metadata.labels?.[machineLabel] === server.name)) return;
  throw new Refusal("cluster", [
    {
      where: `${cluster.server} (context ${cluster.context})`,
      value: `nodes ${nodes.map(({ metadata }) => metadata.name).join(", ") || "none"}`,
      allowed: `a cluster with a node labelled ${machineLabel}=${server.name}`,
      fix: `choose the right one with --context; if this is it: kubectl label node NAME ${machineLabel}=${server.name}`,
    },
  ]);
}
