import { writeFileSync } from "node:fs";
import { catalogue } from "../charts/catalogue";
import { distOf } from "../charts/kit/dist";
import { partOf } from "../charts/kit/labels";
import type { KubeObject } from "../charts/kit/manifest";
import { Stack } from "../charts/model/stack";
import { certificateKeysOf } from "../cli/cluster/certificates";
import { certificateLabel } from "../cli/cluster/secret-labels";
import { day, TestAuthority } from "../test/support/certificates";
import { repeat } from "./repeat";
import { config } from "./shipped";

/**
 * What a cluster has of the stack when all of it runs: `bench/status-objects.ts TIMES FILE` writes the objects as
 * JSON, with the status that controllers and kubelets would have given them.
 */
const [, , times = "1", file = ""] = process.argv;
const stack = new Stack(repeat(catalogue, Number(times)), config);
const now = new Date().toISOString();

const read = new Set(["Namespace", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "PersistentVolumeClaim"]);

interface Templated {
  readonly spec: { readonly template: { readonly metadata: { readonly labels: object }; readonly spec: object } };
}

void written();

async function written(): Promise<void> {
  const objects = [...distOf(stack, [])].flatMap(({ objects }) => objects).filter(({ kind }) => read.has(kind));
  const running = objects.filter(({ kind }) => ["Deployment", "StatefulSet", "DaemonSet"].includes(kind));
  const all = [...["vps", "nas"].map(nodeOf), ...objects.map(withStatus), ...running.map(podOf), ...(await secrets())];
  // Namespaces before what is in them.
  writeFileSync(file, JSON.stringify(all.sort((a, b) => Number(b.kind === "Namespace") - Number(a.kind === "Namespace"))));
}

function nodeOf(name: string): KubeObject {
  const status = { conditions: [{ type: "Ready", status: "True", lastHeartbeatTime: now, lastTransitionTime: now }] };
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels: { "mk360.de/site": name } }, status };
}

function withStatus(object: KubeObject): KubeObject {
  const pods = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  const daemons = {
    observedGeneration: 1,
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberReady: 1,
    numberMisscheduled: 0,
  };
  const done = {
    startTime: now,
    completionTime: now,
    succeeded: 1,
    conditions: ["SuccessCriteriaMet", "Complete"].map((type) => ({ type, status: "True", lastTransitionTime: now })),
  };
  const status = {
    Deployment: pods,
    StatefulSet: pods,
    DaemonSet: daemons,
    Job: done,
    CronJob: { lastScheduleTime: now, lastSuccessfulTime: now },
    PersistentVolumeClaim: { phase: "Bound" },
  }[object.kind];
  return status ? { ...object, status } : object;
}

function podOf(controller: KubeObject): KubeObject {
  const { template } = (controller as unknown as Templated).spec;
  const { containers } = template.spec as { containers: { name: string; image: string }[] };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${controller.metadata.name}-0`, namespace: controller.metadata.namespace ?? "", labels: template.metadata.labels },
    spec: { ...template.spec, nodeName: "vps" },
    status: {
      phase: "Running",
      startTime: now,
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
        type,
        status: "True",
        lastTransitionTime: now,
      })),
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        image,
        imageID: image,
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: now } },
      })),
    },
  };
}

async function secrets(): Promise<KubeObject[]> {
  const authority = await TestAuthority.make();
  const leaf = await authority.leaf(new Date(Date.now() + 700 * day));
  return [...stack.credentials].flatMap(([credential, namespaces]) => {
    const certificates = certificateKeysOf(credential);
    const entries = Object.keys(credential.keys).map((key) => {
      const text = certificates.includes(key) ? (key === "ca.crt" ? authority.pem : leaf) : "made up";
      return [key, Buffer.from(text).toString("base64")];
    });
    const labels = { ...partOf, ...(certificates.length > 0 ? { [certificateLabel]: "true" } : {}) };
    return namespaces.map((namespace) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: credential.name, namespace, labels },
      data: Object.fromEntries(entries),
    }));
  });
}
