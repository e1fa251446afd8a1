import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import type { KubeObject } from "../../charts/kit/manifest";
import { fileOf, type Wave, waveOf, waves } from "../../charts/kit/wave";
import type { Stack } from "../../charts/model/stack";
import { Cluster, type ClusterOptions } from "../cluster/cluster";
import { jobComplete } from "../cluster/job";
import { kubectl } from "../cluster/kubectl";
import type { Project } from "../project";
import { fillCluster } from "./fill-cluster";
import type { SecretStore } from "./store";

/** Minutes; longer than any start that the model allows. */
const patience = 20;
const controllers = ["Deployment", "StatefulSet", "DaemonSet"];

/**
 * Brings changed credentials into a cluster that is filled directly, and then, wave by wave, the manifests of all that
 * reads them: the database gets to know a password before its clients start with it. A credential that an earlier
 * rotation changed and nobody has delivered yet comes along, because its readers may be the same.
 */
export async function deliverChange(
  project: Project,
  store: SecretStore,
  names: readonly string[],
  options: ClusterOptions,
): Promise<void> {
  const delivered = await fillCluster(project, store, options);
  const changed = new Set([...names, ...delivered.filter(({ result }) => result === "changed").map(({ name }) => name)]);
  const left: KubeObject[] = [];
  for (const [wave, files] of readersOf(project.stack, changed)) {
    await kubectl(["apply", ...files.flatMap((file) => ["-f", file])], options);
    const objects = files.flatMap((file) => loadAll(readFileSync(file, "utf8")) as KubeObject[]);
    // Nothing waits for the NAS, which may be away.
    if (wave === "30-home") left.push(...objects);
    else await settled(objects, options);
  }
  await settled(left, options);
}

/** The files of dist whose pods read one of the credentials, by wave in the order in which they are applied. */
function readersOf(stack: Stack, names: ReadonlySet<string>): [wave: Wave, files: string[]][] {
  const readers = stack.workloads.filter((workload) => stack.credentialsOf(workload).some(({ name }) => names.has(name)));
  return waves.flatMap((wave): [Wave, string[]][] => {
    const files = readers.filter((workload) => waveOf(stack, workload) === wave).map((workload) => join("dist", fileOf(stack, workload)));
    return files.length > 0 ? [[wave, files.sort()]] : [];
  });
}

/** Waits until jobs are complete, and then until every pod runs in its newest form. */
async function settled(objects: readonly KubeObject[], options: ClusterOptions): Promise<void> {
  // In the middle of the work, whoever refuses a connection is starting anew.
  const cluster = await Cluster.open({ timeout: 30, ...options });
  for (const { metadata } of objects.filter(({ kind }) => kind === "Job"))
    await jobComplete(cluster, metadata.namespace ?? "default", metadata.name, patience);
  const places = new Map<string, string[]>();
  for (const { kind, metadata } of objects.filter((object) => controllers.includes(object.kind))) {
    const namespace = metadata.namespace ?? "default";
    places.set(namespace, [...(places.get(namespace) ?? []), `${kind.toLowerCase()}/${metadata.name}`]);
  }
  for (const [namespace, names] of places)
    await kubectl(["rollout", "status", ...names, `--namespace=${namespace}`, `--timeout=${patience}m`], options);
}
