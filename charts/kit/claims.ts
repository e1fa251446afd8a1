import type { Construct } from "constructs";
import { KubePersistentVolume, KubePersistentVolumeClaim, type PersistentVolumeSpec, Quantity } from "../../imports/k8s";
import type { Service } from "../model/service";
import type { Stack } from "../model/stack";
import { type Directory, directoryOf } from "../model/storage/directory";
import { type StateObject, stateOfService } from "../model/storage/state";
import type { Storage } from "../model/storage/storage";
import type { Volume } from "../model/storage/volume";
import { machineLabel, neverPruned, partOf, reasonAnnotation, selectorOf } from "./labels";
import { patch, remove } from "./patch";

/** Every claim of a service, as an object of its own: a StatefulSet's templates could never be changed. */
export function claimsOf(scope: Construct, stack: Stack, service: Service): void {
  for (const state of stateOfService(stack, service)) claimOf(scope, stack, state, service.keeps[state.volume]);
}

/** One claim, for a service that runs or for one that is parked. */
export function claimOf(scope: Construct, stack: Stack, state: StateObject, volume: Volume | undefined): void {
  const storage = stack.storageOf({ storage: state.class });
  const directory = volume && directoryOf(stack.config, storage, state, volume);
  // First, or the claim would find no volume and wait for the binder's next round.
  if (directory) madeByHand(scope, storage, state, sourceOf(directory));
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
      ...(storage.kind === "own disk" ? {} : { volumeName: volumeName(state) }),
      resources: { requests: { storage: Quantity.fromString(state.size) } },
    },
  });
}

type Source = Pick<PersistentVolumeSpec, "nfs" | "local" | "mountOptions">;

function sourceOf(directory: Directory): Source {
  const { path } = directory;
  if (directory.kind === "local") return { local: { path } };
  return { nfs: { server: directory.server, path }, mountOptions: ["nfsvers=4.1", "hard", "noatime"] };
}

/** A volume that is static and bound to its one claim. */
function madeByHand(scope: Construct, { name, machine }: Storage, state: StateObject, source: Source): void {
  const object = new KubePersistentVolume(scope, `share-${state.name}`, {
    metadata: { name: volumeName(state), labels: { ...selectorOf(state.service), ...partOf }, annotations: neverPruned },
    spec: {
      ...source,
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: Quantity.fromString(state.size) },
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: state.namespace, name: state.name },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: machineLabel, operator: "In", values: [machine] }] }] } },
      persistentVolumeReclaimPolicy: "Retain",
      storageClassName: name,
    },
  });
  // The chart gives every object its namespace; a volume belongs to the cluster.
  patch(object, remove("/metadata/namespace"));
}

function volumeName({ namespace, name }: StateObject): string {
  return `${namespace}-${name}`;
}
