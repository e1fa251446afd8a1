import type { Cluster } from "./cluster";
import type { KubeMetadata } from "./objects";

/**
 * Names, labels and annotations of all objects of a kind, from the server's own memory and without their content: of
 * Secrets it shows that they are there and nothing of what they hold.
 * @throws Refusal when the server cannot be reached or refuses.
 */
export async function listMetadata(cluster: Cluster, path: string, query: Readonly<Record<string, string>> = {}): Promise<KubeMetadata[]> {
  const items = await cluster.listMetadata<{ metadata: KubeMetadata }>(path, { resourceVersion: "0", ...query });
  return items.map(({ metadata }) => metadata);
}
