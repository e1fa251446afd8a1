import { ApiObject, App, Chart } from "cdk8s";
import { writeYaml } from "../config/write-yaml";
import { refuseLostPatches } from "./patch";
import { tidy } from "./tidy";

/** A file of manifests: its path below dist/, and what stands in it. */
export interface Manifest {
  readonly path: string;
  readonly objects: readonly KubeObject[];
}

/** An object of Kubernetes as it is applied. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/**
 * One file, built in an app of its own. App.synth walks the whole tree once for every chart, which is quadratic;
 * an app a file costs what the file holds, and its tree can be forgotten at once.
 */
export function manifest(path: string, namespace: string | undefined, build: (chart: Chart) => void): Manifest {
  const chart = new Chart(new App(), path.replace(/[^a-z0-9]+/g, "-"), {
    disableResourceNameHashes: true,
    ...(namespace ? { namespace } : {}),
  });
  build(chart);
  const objects = chart.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => {
      const written = object.toJson() as object;
      refuseLostPatches(object, written);
      return tidy(written) as KubeObject;
    });
  return { path, objects };
}

/** The text of a file of manifests. */
export function yamlOf(objects: readonly object[]): string {
  return objects.map((object) => `---\n${writeYaml(object)}`).join("");
}
