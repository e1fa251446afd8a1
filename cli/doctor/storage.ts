import type { KubeObject } from "../../charts/kit/manifest";
import { manifest } from "../../charts/kit/manifest";
import { storageClasses } from "../../charts/kit/storage-classes";
import type { Storage } from "../../charts/model/storage/storage";
import { isAvailable } from "../cluster/objects";
import { enable, partsMissing } from "./disabled-parts";
import type { Facts, KubeStorageClass } from "./facts";
import { type Finding, ok, wrong, wrongBy } from "./finding";
import { foundationMissing } from "./foundation";

const compared = ["provisioner", "reclaimPolicy", "volumeBindingMode", "parameters"] as const;

/** The provisioner of k3s works, and our classes are as dist/ has them. */
export function storageFindings(
  { systemDeployments, storageClasses: live }: Pick<Facts, "systemDeployments" | "storageClasses">,
  storages: readonly Storage[],
): Finding[] {
  const { objects } = manifest("classes.yaml", undefined, (chart) => storageClasses(chart, storages));
  return [provisioner(systemDeployments, storages), ...objects.map((wanted) => classFinding(wanted, live))];
}

function provisioner(deployments: Facts["systemDeployments"], storages: readonly Storage[]): Finding {
  const name = "local-path provisioner";
  const found = deployments.find(({ metadata }) => metadata.name === "local-path-provisioner");
  if (!found) {
    const classes = storages.filter(({ kind }) => kind === "own disk").map((storage) => storage.name);
    const seen = `kube-system has none, so no volume of the classes ${classes.join(" and ")} is made`;
    return wrongBy(partsMissing, name, seen, enable("local-storage"));
  }
  if (!isAvailable(found)) return wrong(name, "its pod is not ready", "kubectl -n kube-system describe deployment local-path-provisioner");
  return ok(name, "kube-system/local-path-provisioner runs");
}

/** What decides whether data outlives its claim must be as written; a class cannot be changed, only made anew. */
function classFinding(wanted: KubeObject, live: readonly KubeStorageClass[]): Finding {
  const className = wanted.metadata.name;
  const name = `storage class ${className}`;
  const found = live.find(({ metadata }) => metadata.name === className);
  if (!found) return wrongBy(foundationMissing, name, "the cluster does not have it");
  const different = compared.filter((field) => write(found[field]) !== write(wanted[field]));
  if (different.length === 0) return ok(name, `${found.provisioner}, ${found.reclaimPolicy}`);
  const list = different.map((field) => `${field} is ${write(found[field])} instead of ${write(wanted[field])}`).join("; ");
  return wrong(name, list, `kubectl delete storageclass ${className} && ${foundationMissing.fix}`);
}

function write(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${inner}`)
    .sort()
    .join(",");
}
