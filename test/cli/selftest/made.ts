import { loadAll } from "js-yaml";
import type { KubeObject } from "../../../charts/kit/manifest";
import { outputsOf } from "../../../charts/output/outputs";
import { appliedObjects } from "../../../cli/selftest/applied";
import type { Check, Finding } from "../../../cli/selftest/check";
import type { Live, LiveObject } from "../../../cli/selftest/live";
import { machinesIn } from "../../../cli/selftest/machines";
import type { LivePod } from "../../../cli/selftest/pod";
import { selftest } from "../../../cli/selftest/selftest";
import { stackOf } from "../../support/stack";

/** The moment of every look: a Tuesday at noon. */
export const now = new Date("2026-11-24T12:00:00Z");
const made = "2026-10-01T12:00:00Z";
/** Later than each was due the last time, whatever its schedule. */
const lastNight = "2026-11-24T11:00:00Z";

const { dist, generated } = outputsOf(stackOf(), { state: [], released: [] });
export const texts: ReadonlyMap<string, string> = dist;
export const hostTexts: ReadonlyMap<string, string> = new Map(
  [...generated].flatMap(([path, text]) => (path.startsWith("hosts/") ? [[path.slice("hosts/".length), text] as const] : [])),
);
export const applied = appliedObjects(texts);
export const machines = machinesIn(hostTexts);

/* biome-ignore lint/suspicious/noExplicitAny: a cluster that a test changes wherever it likes */
export type Loose = any;

/** A cluster that has all of dist and runs it well, to be changed by the test that asks for it. */
export class World {
  /** Every object of dist under `Kind namespace/name`. */
  readonly objects = new Map<string, Loose>();
  /** The one pod of each workload, under the workload's name. */
  readonly pods = new Map<string, Loose>();
  readonly nodes: Loose[] = ["vps", "nas"].map(nodeOf);
  readonly volumes: Loose[] = [];
  readonly others: { readonly kind: string; readonly object: Loose }[] = [];

  constructor() {
    for (const object of [...texts.values()].flatMap((text) => loadAll(text) as Loose[])) {
      const { kind, metadata, spec } = object;
      const copy = structuredClone(object);
      Object.assign(copy.metadata, { uid: `uid of ${kind} ${metadata.name}`, creationTimestamp: made });
      this.objects.set(`${kind} ${metadata.namespace ? `${metadata.namespace}/` : ""}${metadata.name}`, copy);
      if (["Deployment", "StatefulSet", "DaemonSet"].includes(kind)) {
        this.pods.set(metadata.name, podOf(object));
        Object.assign(copy.metadata, { generation: 2 });
        copy.status = { observedGeneration: 2, updatedReplicas: 1, updatedNumberScheduled: 1 };
      }
      if (kind === "Job") copy.status = { conditions: [{ type: "Complete", status: "True" }], completionTime: lastNight };
      if (kind === "CronJob") copy.status = { lastScheduleTime: lastNight, lastSuccessfulTime: lastNight };
      if (kind === "PersistentVolume") this.volumes.push(copy);
      if (kind === "PersistentVolumeClaim") this.bind(copy, spec.volumeName);
    }
  }

  object(name: string): Loose {
    // The name of a job that runs once ends with the hash of what it holds.
    const found = this.objects.get(
      [...this.objects.keys()].find((known) => known === name || (name.startsWith("Job ") && known.startsWith(`${name}-`))) ?? name,
    );
    if (!found) throw new Error(`dist has no ${name}`);
    return found;
  }

  pod(workload: string): Loose {
    const found = this.pods.get(workload);
    if (!found) throw new Error(`no pod of ${workload} runs`);
    return found;
  }

  volumeOf(claim: string): Loose {
    const { volumeName } = this.object(`PersistentVolumeClaim ${claim}`).spec;
    return this.volumes.find(({ metadata }) => metadata.name === volumeName);
  }

  /** As the API server lists it. */
  live(): Live {
    const byKind: Record<string, LiveObject[]> = {};
    for (const { kind, object } of [
      ...[...this.objects.values()].map((object) => ({ kind: object.kind as string, object })),
      ...this.others,
    ]) {
      const { apiVersion: _, kind: __, ...item } = object;
      byKind[kind] = [...(byKind[kind] ?? []), item];
    }
    return { at: now, nodes: this.nodes, pods: [...this.pods.values()] as LivePod[], volumes: this.volumes, byKind };
  }

  checks(): Check[] {
    return selftest(applied, machines, this.live());
  }

  private bind(claim: Loose, named: string | undefined): void {
    claim.status = { phase: "Bound" };
    if (named) return;
    claim.spec.volumeName = `pv of ${claim.metadata.name}`;
    this.volumes.push({ metadata: { name: claim.spec.volumeName }, spec: { persistentVolumeReclaimPolicy: "Retain" } });
  }
}

/** What a change of a cluster that was well makes fail: by the name of the check, the objects and what was found. */
export function failedAfter(change: (world: World) => void): Record<string, Finding[]> {
  const world = new World();
  change(world);
  const failed = world.checks().filter(({ outcome }) => outcome === "failed");
  return Object.fromEntries(failed.map((check) => [check.name, [...check.failed]]));
}

/** What it leaves unjudged. */
export function unjudgedAfter(change: (world: World) => void): Record<string, Finding[]> {
  const world = new World();
  change(world);
  return Object.fromEntries(world.checks().flatMap(({ name, unjudged }) => (unjudged.length > 0 ? [[name, [...unjudged]]] : [])));
}

export function declared(name: string): KubeObject {
  const found = applied.find(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}` === name);
  if (!found) throw new Error(`dist has no ${name}`);
  return found;
}

function nodeOf(name: string): Loose {
  const taints = name === "nas" ? [{ key: "mk360.de/site", value: "nas", effect: "NoSchedule" }] : [];
  return {
    metadata: { name, uid: name, creationTimestamp: made, labels: { "mk360.de/site": name } },
    spec: { taints },
    status: { conditions: [{ type: "Ready", status: "True" }], nodeInfo: { kubeletVersion: "v1.36.3+k3s1" } },
  };
}

function podOf({ metadata, spec }: Loose): Loose {
  const { template } = structuredClone(spec);
  const statuses = (containers: Loose[] = []) =>
    containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image.replace(/:[^:@/]+@/, "@"),
      ready: true,
      restartCount: 0,
      state: { running: {} },
    }));
  return {
    metadata: {
      name: `${metadata.name}-0`,
      namespace: metadata.namespace,
      uid: metadata.name,
      creationTimestamp: made,
      labels: template.metadata.labels,
    },
    spec: { ...template.spec, nodeName: template.spec.nodeSelector["mk360.de/site"] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: statuses(template.spec.containers),
      initContainerStatuses: statuses(template.spec.initContainers),
    },
  };
}
