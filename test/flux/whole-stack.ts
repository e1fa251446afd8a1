import type { Tree } from "../../charts/output/publish";
import { type Cluster, objectsOf } from "../api/cluster";
import { stackOf } from "../support/stack";
import { Flux } from "./flux";
import { outputsAfter, repositoryOf } from "./repository";
import { encrypted, newAgeKey, secretsOf } from "./sops";

/** Everything that the owner's repository describes, with Secrets that are made up and encrypted for one key. */
export const stack = stackOf();
export const outputs = outputsAfter([], stack);
export const objects = objectsOf(outputs.dist);
export const secrets = secretsOf(stack);

const key = newAgeKey();

/** Starts Flux on a cluster, and makes the files that it shall follow; nothing is pushed yet. */
export async function follow(cluster: Cluster): Promise<{ readonly flux: Flux; readonly files: Tree }> {
  const flux = await Flux.start(cluster, outputs.generated, key);
  return { flux, files: repositoryOf(outputs, await encrypted(secrets, key, `${cluster.root}/clear`)) };
}
