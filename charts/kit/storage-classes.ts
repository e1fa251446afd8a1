import type { Construct } from "constructs";
import { KubeStorageClass } from "../../imports/k8s";
import type { Storage } from "../model/storage/storage";
import { partOf, reasonAnnotation } from "./labels";

/**
 * Our own classes beside k3s's: nothing is deleted with its claim, volumes are of type local, so that the group of
 * the pod is applied, and paths follow names, so that backups and people find them.
 * The pattern must begin with namespace, name and a slash (local-path-provisioner since 0.0.34, CVE-2025-62878).
 */
export function storageClasses(scope: Construct, storages: readonly Storage[]): void {
  for (const { name, kind, words } of storages) {
    const madeByK3s = kind === "own disk";
    // The owner names machines and disks; other objects of the chart have names too, and so has JavaScript itself.
    new KubeStorageClass(scope, `class-${name}`, {
      metadata: {
        name,
        labels: partOf,
        annotations: { ...(madeByK3s ? { defaultVolumeType: "local" } : {}), [reasonAnnotation]: words },
      },
      provisioner: madeByK3s ? "rancher.io/local-path" : "kubernetes.io/no-provisioner",
      ...(madeByK3s ? { parameters: { pathPattern: "{{ .PVC.Namespace }}/{{ .PVC.Name }}/" }, allowVolumeExpansion: false } : {}),
      reclaimPolicy: "Retain",
      volumeBindingMode: "WaitForFirstConsumer",
    });
  }
}
