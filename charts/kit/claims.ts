import type { Construct } from "constructs";
import { KubePersistentVolume, KubePersistentVolumeClaim, Quantity } from "../../imports/k8s";
import type { Config } from "../config/schema";
import type { Service } from "../model/service";
import type { Stack } from "../model/stack";
import { type StateObject, stateOfService } from "../model/state";
import type { Volume } from "../model/volume";
import { neverPruned, partOf, reasonAnnotation, selectorOf, siteLabel } from "./labels";
import { patch, remove } from "./patch";

/** Every claim of a service, as an object of its own: a StatefulSet's templates could never be changed. */
export function claimsOf(scope: Construct, stack: Stack, service: Service): void {
  for (const state of stateOfService(stack, service)) claimOf(scope, stack.config, state, service.keeps[state.volume]);
}

/** One claim, for a service that runs or for one that is parked. */
export function claimOf(scope: Construct, config: Config, state: StateObject, volume: Volume | undefined): void {
  const isBulk = state.class === "bulk";
  // First, or the claim would find no volume and wait for the binder's next round.
  if (isBulk && volume) shareOf(scope, config, state, volume);
  new KubePersistentVolumeClaim(scope, `claim-${state.name}`, {
    metadata: {
      name: state.name,
      namespace: state.namespace,
      labels: { ...selectorOf(state.service), ...partOf },
      annotations: { ...neverPruned, ...(volume ? { [reasonAnnotation]: volume.holds } : {}) },
    },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: state.class,
      ...(isBulk ? { volumeName: volumeName(state) } : {}),
      resources: { requests: { storage: Quantity.fromString(state.size) } },
    },
  });
}

/** A share of the NAS: made by hand on the NAS, so the volume is static and bound to its one claim. */
function shareOf(scope: Construct, { nas }: Config, state: StateObject, { share }: Volume): void {
  const path = share ? nas.paths[share] : "";
  const source =
    nas.bulk.kind === "nfs"
      ? { nfs: { server: nas.bulk.server, path }, mountOptions: ["nfsvers=4.1", "hard", "noatime"] }
      : { local: { path } };
  const object = new KubePersistentVolume(scope, `share-${state.name}`, {
    metadata: { name: volumeName(state), labels: { ...selectorOf(state.service), ...partOf }, annotations: neverPruned },
    spec: {
      ...source,
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: Quantity.fromString(state.size) },
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: state.namespace, name: state.name },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: siteLabel, operator: "In", values: ["nas"] }] }] } },
      persistentVolumeReclaimPolicy: "Retain",
      storageClassName: "bulk",
    },
  });
  // The chart gives every object its namespace; a volume belongs to the cluster.
  patch(object, remove("/metadata/namespace"));
}

function volumeName({ namespace, name }: StateObject): string {
  return `${namespace}-${name}`;
}
