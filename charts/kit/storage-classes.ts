import type { Construct } from "constructs";
import { KubeStorageClass } from "../../imports/k8s";
import type { Storage } from "../model/volume";
import { partOf, reasonAnnotation } from "./labels";

const ownDisks: Readonly<Record<Exclude<Storage, "bulk">, string>> = {
  hot: "the NVMe of the server",
  home: "the own disk of the VM on the NAS, where databases may live",
};

/**
 * Our own classes beside k3s's: nothing is deleted with its claim, volumes are of type local, so that the group of
 * the pod is applied, and paths follow names, so that backups and people find them.
 * The pattern must begin with namespace, name and a slash (local-path-provisioner since 0.0.34, CVE-2025-62878).
 */
export function storageClasses(scope: Construct): void {
  for (const [name, reason] of Object.entries(ownDisks)) {
    new KubeStorageClass(scope, name, {
      metadata: { name, labels: partOf, annotations: { defaultVolumeType: "local", [reasonAnnotation]: reason } },
      provisioner: "rancher.io/local-path",
      parameters: { pathPattern: "{{ .PVC.Namespace }}/{{ .PVC.Name }}/" },
      reclaimPolicy: "Retain",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: false,
    });
  }
  new KubeStorageClass(scope, "bulk", {
    metadata: { name: "bulk", labels: partOf, annotations: { [reasonAnnotation]: "shares of the NAS, made by hand there" } },
    provisioner: "kubernetes.io/no-provisioner",
    reclaimPolicy: "Retain",
    volumeBindingMode: "WaitForFirstConsumer",
  });
}
