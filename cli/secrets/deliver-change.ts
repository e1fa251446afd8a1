import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import type { KubeObject } from "../../charts/kit/manifest";
import type { ClusterOptions } from "../cluster/cluster";
import { kubectl } from "../cluster/kubectl";
import type { Project } from "../project";
import { fillCluster } from "./fill-cluster";
import type { SecretStore } from "./store";

/** Longer than any start or provisioning that the model allows. */
const patience = "--timeout=20m";
const controllers = ["Deployment", "StatefulSet", "DaemonSet"];

/**
 * Brings changed credentials into a cluster that is filled directly, and then, wave by wave, the manifests that their
 * new generation has changed: the database gets to know a password before its clients start with it.
 */
export async function deliverChange(
  project: Project,
  store: SecretStore,
  names: readonly string[],
  files: readonly string[],
  options: ClusterOptions,
): Promise<void> {
  await fillCluster(project, store, options, names);
  for (const wave of waves(files)) {
    await kubectl(["apply", ...wave.flatMap((file) => ["-f", file])], options);
    const objects = wave.flatMap((file) => loadAll(readFileSync(file, "utf8")) as KubeObject[]);
    for (const { kind, metadata } of objects) {
      const place = ["--namespace", metadata.namespace ?? "default"];
      if (kind === "Job") await kubectl([...place, "wait", "--for=condition=complete", `job/${metadata.name}`, patience], options);
    }
    for (const { kind, metadata } of objects) {
      const place = ["--namespace", metadata.namespace ?? "default"];
      if (controllers.includes(kind))
        await kubectl([...place, "rollout", "status", `${kind.toLowerCase()}/${metadata.name}`, patience], options);
    }
  }
}

/** Files of one wave together, waves in the order of their names. */
function waves(files: readonly string[]): string[][] {
  const byFolder = new Map<string, string[]>();
  for (const file of [...files].sort()) {
    const folder = file.split("/").slice(0, 2).join("/");
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  return [...byFolder.values()];
}
