import type { Cluster } from "./cluster";
import type { KubeMetadata } from "./objects";
import { refusalOf } from "./refusals";

const metadataOnly = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

/**
 * Names, labels and annotations of all objects of a kind, without their content: of Secrets it shows that they are
 * there and nothing of what they hold.
 * @throws Refusal when the server cannot be reached or refuses.
 */
export async function listMetadata(cluster: Cluster, path: string, query: Readonly<Record<string, string>> = {}): Promise<KubeMetadata[]> {
  const parameters = new URLSearchParams({ resourceVersion: "0", ...query });
  const answer = await cluster.send("GET", `${path}?${parameters}`, "", undefined, metadataOnly);
  if (answer.status >= 300) throw refusalOf(answer, "read", path);
  // An empty list of a kind that was never there has null in place of its items.
  const { items } = JSON.parse(answer.body) as { items?: { metadata: KubeMetadata }[] | null };
  return (items ?? []).map(({ metadata }) => metadata);
}
