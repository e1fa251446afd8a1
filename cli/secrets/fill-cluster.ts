import { existsSync } from "node:fs";
import { Refusal } from "../../charts/config/refusal";
import { secretsDocument } from "../../charts/facts/secrets";
import { namespaces } from "../../charts/model/network/network";
import type { Cluster, ClusterOptions } from "../cluster/cluster";
import { kubectl } from "../cluster/kubectl";
import { openOurs } from "../cluster/ours";
import type { Project } from "../project";
import { terminal } from "../terminal";
import { type Delivered, deliver, refuseUndeliverable } from "./deliver";
import { type SecretObject, secretObject } from "./secret-object";
import type { SecretStore } from "./store";

const foundation = "dist/00-foundation";

/** Brings every credential of the store into the cluster; namespaces that are missing come from dist, by kubectl. */
export async function fillCluster(project: Project, store: SecretStore, options: ClusterOptions): Promise<Delivered[]> {
  const cluster = await openOurs(options);
  terminal.say(`Writing to ${cluster.server} (context ${cluster.context}).`);
  const missing = await missingNamespaces(cluster);
  if (missing.length > 0) await makeNamespaces(missing, options);
  return deliver(cluster, objectsOf(project, store));
}

/**
 * Asks the cluster everything that could refuse a delivery, before a value is changed for it.
 * @throws Refusal when it cannot be reached, is another one, or would not take the Secrets.
 */
export async function refuseUnready(project: Project, store: SecretStore, options: ClusterOptions): Promise<void> {
  const cluster = await openOurs(options);
  const missing = await missingNamespaces(cluster);
  await refuseUndeliverable(
    cluster,
    objectsOf(project, store).filter(({ metadata }) => !missing.includes(metadata.namespace)),
  );
}

function objectsOf({ stack }: Project, store: SecretStore): SecretObject[] {
  return secretsDocument(stack)
    .credentials.filter(({ name }) => store.has(name))
    .flatMap((entry) => entry.namespaces.map((namespace) => secretObject(entry, namespace, store.valuesOf(entry.name))));
}

/** @throws Refusal when one of ours is being deleted: what is written there now would go with it. */
async function missingNamespaces(cluster: Cluster): Promise<string[]> {
  const path = "/api/v1/namespaces";
  const present = await cluster.listMetadata<{ metadata: { name: string; deletionTimestamp?: string } }>(path);
  const going = present.filter(({ metadata }) => metadata.deletionTimestamp && namespaces.some(({ name }) => name === metadata.name));
  if (going.length > 0) {
    const names = going.map(({ metadata }) => metadata.name).join(", ");
    throw new Refusal("cluster", [
      {
        where: `namespace ${names}`,
        value: "being deleted",
        allowed: "namespaces that stay",
        fix: `wait until kubectl get namespaces does not show it any more (kubectl get namespace ${going[0]?.metadata.name} -o yaml says what it waits for), then run the same command again`,
      },
    ]);
  }
  return namespaces.map(({ name }) => name).filter((name) => !present.some(({ metadata }) => metadata.name === name));
}

async function makeNamespaces(missing: readonly string[], options: ClusterOptions): Promise<void> {
  if (!existsSync(foundation)) {
    throw new Refusal(foundation, [{ where: "", value: "not there", allowed: "the manifests of the namespaces", fix: "npm run synth" }]);
  }
  terminal.say(`The cluster has no namespace ${missing.join(", ")}: kubectl applies ${foundation} first.`);
  await kubectl(["apply", "-f", foundation], options);
}
