import { existsSync } from "node:fs";
import { Refusal } from "../../charts/config/refusal";
import { namespaces } from "../../charts/model/network";
import { type SecretEntry, secretsDocument } from "../../charts/pages/secrets-json";
import { Cluster, type ClusterOptions } from "../cluster/cluster";
import { kubectl } from "../cluster/kubectl";
import { refuseOtherCluster } from "../cluster/ours";
import type { Project } from "../project";
import { terminal } from "../terminal";
import { type Delivered, deliver } from "./deliver";
import { secretObject } from "./secret-object";
import type { SecretStore } from "./store";

const foundation = "dist/00-foundation";

/** Brings credentials of the store into the cluster; namespaces that are missing come from dist, by kubectl. */
export async function fillCluster(
  { stack }: Project,
  store: SecretStore,
  options: ClusterOptions,
  only?: readonly string[],
): Promise<Delivered[]> {
  const cluster = await Cluster.open(options);
  await refuseOtherCluster(cluster);
  await ensureNamespaces(cluster, options);
  const wanted = secretsDocument(stack).credentials.filter(({ name }) => store.has(name) && (only === undefined || only.includes(name)));
  return deliver(
    cluster,
    wanted.flatMap((entry) => objectsOf(entry, store)),
  );
}

function objectsOf(entry: SecretEntry, store: SecretStore) {
  return entry.namespaces.map((namespace) => secretObject(entry, namespace, store.valuesOf(entry.name)));
}

async function ensureNamespaces(cluster: Cluster, options: ClusterOptions): Promise<void> {
  const present = await cluster.listMetadata<{ metadata: { name: string } }>("/api/v1/namespaces");
  const missing = namespaces.filter(({ name }) => !present.some(({ metadata }) => metadata.name === name));
  if (missing.length === 0) return;
  if (!existsSync(foundation)) {
    throw new Refusal(foundation, [{ where: "", value: "not there", allowed: "the manifests of the namespaces", fix: "npm run synth" }]);
  }
  terminal.say(`The cluster has no namespace ${missing.map(({ name }) => name).join(", ")}: kubectl applies ${foundation} first.`);
  await kubectl(["apply", "-f", foundation], options);
}
