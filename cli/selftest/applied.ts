import { loadAll, YAMLException } from "js-yaml";
import { type Fault, Refusal } from "../../charts/config/refusal";
import type { KubeObject } from "../../charts/kit/manifest";
import { byText } from "../../charts/values/order";

const again = "git checkout dist brings back what was committed, npm run synth makes it anew";

/**
 * The objects of dist, read from the texts that are applied, by their paths below it.
 * @throws Refusal when there are none, or one of the files cannot be read.
 */
export function appliedObjects(texts: ReadonlyMap<string, string>): KubeObject[] {
  const files = [...texts].filter(([path]) => /\.ya?ml$/.test(path)).sort(([one], [other]) => byText(one, other));
  const objects = files.flatMap(([path, text]) => objectsIn(path, text));
  if (objects.length > 0) return objects;
  const allowed = "the manifests that were applied to the cluster";
  const fix = "run the command in the folder of config.yaml; npm run synth writes dist there";
  throw new Refusal("dist", [{ where: "", value: "without a manifest", allowed, fix }]);
}

export function nameOf({ kind, metadata: { namespace, name } }: Pick<KubeObject, "kind" | "metadata">): string {
  return `${kind} ${namespace ? `${namespace}/` : ""}${name}`;
}

function objectsIn(path: string, text: string): KubeObject[] {
  const found = documentsIn(path, text).filter((document) => document !== null && document !== undefined);
  const strange = found.find((document) => !isObject(document));
  if (strange !== undefined) throw refusal(path, { where: "", value: strange, allowed: "objects of Kubernetes", fix: again });
  return found as KubeObject[];
}

function documentsIn(path: string, text: string): unknown[] {
  try {
    return loadAll(text, { maxAliases: 0 }) as unknown[];
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const where = error.mark ? `line ${error.mark.line + 1}` : "";
    throw refusal(path, { where, value: error.reason, allowed: "YAML", fix: again });
  }
}

function isObject(document: unknown): document is KubeObject {
  const { apiVersion, kind, metadata } = document as Partial<KubeObject>;
  return typeof apiVersion === "string" && typeof kind === "string" && typeof metadata?.name === "string";
}

function refusal(path: string, fault: Fault): Refusal {
  return new Refusal(`dist/${path}`, [fault]);
}
