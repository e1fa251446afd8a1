import type { KubeMetadata } from "../cluster/objects";
import type { Snapshot } from "./snapshot";

/** An object by its name. */
export interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Differences {
  /** What the model has and the cluster lacks. */
  readonly missing: readonly Named[];
  /** What bears our label and is not of the model: of a service that is off, of an older model, made by hand. */
  readonly leftOver: readonly Named[];
}

/** Holds the objects of the model against those in the cluster, each kind in the order in which it comes. */
export function differences(model: readonly Named[], snapshot: Snapshot): Differences {
  const present = objectsIn(snapshot);
  const [known, there] = [model, present].map((list) => new Set(list.map(keyOf)));
  return {
    missing: model.filter((object) => !there?.has(keyOf(object))),
    leftOver: present.filter((object) => !known?.has(keyOf(object))),
  };
}

function keyOf({ kind, namespace, name }: Named): string {
  return `${kind} ${namespace}/${name}`;
}

/** A run that a CronJob made belongs to the CronJob and is no object of its own. */
function objectsIn({ controllers, jobs, cronJobs, claims, secrets }: Snapshot): Named[] {
  const ownJobs = jobs.filter(({ metadata }) => !metadata.ownerReferences?.some(({ kind }) => kind === "CronJob"));
  const lists: [string, readonly { readonly metadata: KubeMetadata }[]][] = [
    ...Object.entries(controllers),
    ["Job", ownJobs],
    ["CronJob", cronJobs],
    ["PersistentVolumeClaim", claims],
    ["Secret", secrets.map((metadata) => ({ metadata }))],
  ];
  return lists.flatMap(([kind, objects]) => objects.map(({ metadata: { namespace = "", name } }) => ({ kind, namespace, name })));
}
