import { Refusal } from "../../charts/config/refusal";
import { siteLabel } from "../../charts/kit/labels";
import type { Cluster } from "./cluster";

interface NodeObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/**
 * Nothing of ours goes into a cluster that is not ours: ours has a node for the server.
 * @throws Refusal when no node has the label.
 */
export async function refuseOtherCluster(cluster: Cluster): Promise<void> {
  const nodes = await cluster.list<NodeObject>("/api/v1/nodes");
  if (nodes.some(({ metadata }) => metadata.labels?.[siteLabel] === "vps")) return;
  throw new Refusal("cluster", [
    {
      where: `${cluster.server} (context ${cluster.context})`,
      value: `nodes ${nodes.map(({ metadata }) => metadata.name).join(", ") || "none"}`,
      allowed: `a cluster with a node labelled ${siteLabel}=vps`,
      fix: `choose the right one with --context; if this is it: kubectl label node NAME ${siteLabel}=vps`,
    },
  ]);
}
