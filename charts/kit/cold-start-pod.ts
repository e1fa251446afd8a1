import { type ColdStartPod, coldStarters, type KeptFile } from "../model/cold-start";
import { coldStartPaths } from "../model/machine/cold-start-paths";
import { k3sVolumes } from "../model/machine/k3s-paths";
import type { Machine } from "../model/machine/machine";
import { Mistake } from "../model/mistake";
import type { Service } from "../model/service";
import type { Stack } from "../model/stack";
import { dataLock } from "../model/storage/data-lock";
import { directoryOf } from "../model/storage/directory";
import { stateOfService } from "../model/storage/state";
import { type KubeObject, manifest } from "./manifest";
import { workloadOf } from "./workload";

/** The image of a service under the name by which the machine keeps the one that the cluster ran last. */
const keptImage = ({ name }: Service): string => `localhost/mk360/${name}:kept`;

/** What a machine starts by itself while the server is away. */
export function coldStartPods(stack: Stack, machine: Machine): ColdStartPod[] {
  return coldStarters(stack, machine).map((service) => coldStartPod(stack, service));
}

type Named = { readonly name: string } & Readonly<Record<string, unknown>>;

interface Container extends Named {
  readonly image: string;
  readonly env?: readonly (Named & { readonly valueFrom?: object })[];
  readonly ports?: readonly { readonly hostPort?: number }[];
}

interface PodVolume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly emptyDir?: object;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string; readonly items: readonly { readonly key: string }[] };
}

interface PodSpec extends Readonly<Record<string, unknown>> {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes: readonly PodVolume[];
}

/** The cluster's own business. podman would ask with programs that the images lack whether a pod is well. */
const ofTheCluster = ["livenessProbe", "readinessProbe", "startupProbe", "imagePullPolicy"];
const placing = ["automountServiceAccountToken", "enableServiceLinks", "nodeSelector", "priorityClassName", "tolerations", "affinity"];

function coldStartPod(stack: Stack, service: Service): ColdStartPod {
  const { objects } = manifest("cold-start", service.namespace.name, (chart) => workloadOf(chart, stack, service));
  const { metadata, spec } = templateOf(objects, service);
  const containers = (list: readonly Container[] = []) => list.map((container) => containerOf(container, service));
  const volumes = spec.volumes.map((volume) => new PlacedVolume(stack, service, objects, volume));
  return {
    service,
    pod: {
      apiVersion: "v1",
      kind: "Pod",
      // Not the service's own: it is the cluster's pod that has that.
      metadata: { name: `${service.name}-cold-start`, labels: metadata.labels },
      spec: {
        ...without(spec, placing),
        // "Always" would have podman start it with the machine, before anybody has asked whether the server answers.
        restartPolicy: "OnFailure",
        initContainers: containers(spec.initContainers),
        containers: containers(spec.containers),
        volumes: volumes.map(({ name, path }) => ({ name, hostPath: { path, type: "Directory" } })),
      },
    },
    lock: `${folderOf(stack, service, service.coldStart?.lockedBy ?? "")}/${dataLock}`,
    kept: volumes.flatMap(({ kept }) => kept),
    scratch: volumes.flatMap(({ isScratch, path }) => (isScratch ? [path] : [])),
  };
}

function templateOf(objects: readonly KubeObject[], { name }: Service): { metadata: { labels: object }; spec: PodSpec } {
  const controller = objects.find(({ kind }) => kind === "Deployment");
  if (!controller) throw new Mistake(`${name} has coldStart and no Deployment: it can only be a service with one pod and no database`);
  return (controller.spec as { template: { metadata: { labels: object }; spec: PodSpec } }).template;
}

function containerOf(container: Container, service: Service): object {
  const secret = container.env?.find(({ valueFrom }) => valueFrom);
  if (secret)
    throw new Mistake(`${service.name}: ${secret.name} comes from a credential, and a cold start brings credentials as files alone`);
  if (service.programs.some(({ image }) => image !== service.main.image))
    throw new Mistake(`${service.name} has coldStart and more than one image; what is kept for it is one`);
  return {
    ...without(container, ofTheCluster),
    // podman 4 opens any other port on every address of the machine.
    ports: (container.ports ?? []).filter(({ hostPort }) => hostPort !== undefined),
    image: keptImage(service),
    imagePullPolicy: "Never",
  };
}

/** A volume of the pod as a directory of the machine. */
class PlacedVolume {
  readonly name: string;
  readonly path: string;
  readonly kept: readonly KeptFile[];
  readonly isScratch: boolean;

  constructor(stack: Stack, service: Service, objects: readonly KubeObject[], volume: PodVolume) {
    const { persistentVolumeClaim: claim, configMap, secret } = volume;
    const kept = `${coldStartPaths.kept}/${service.name}/${volume.name}`;
    const files = (kind: KeptFile["kind"], object: string, keys: readonly string[]) =>
      keys.map((key) => ({ kind, object, key, path: `${kept}/${key}` }));
    this.name = volume.name;
    this.isScratch = volume.emptyDir !== undefined;
    this.path = claim
      ? folderOfClaim(stack, service, claim.claimName)
      : this.isScratch
        ? `${coldStartPaths.scratch}/${service.name}/${volume.name}`
        : kept;
    this.kept = configMap
      ? files("configmap", configMap.name, keysOf(objects, configMap.name))
      : secret
        ? files(
            "secret",
            secret.secretName,
            secret.items.map(({ key }) => key),
          )
        : [];
  }
}

function keysOf(objects: readonly KubeObject[], name: string): string[] {
  const map = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name);
  return Object.keys((map?.data ?? {}) as object);
}

function folderOf(stack: Stack, service: Service, volume: string): string {
  const state = stateOfService(stack, service).find((each) => each.volume === volume);
  return folderOfClaim(stack, service, state?.name ?? "");
}

/** Where k3s has the claim, or whoever made its directory by hand. */
function folderOfClaim(stack: Stack, service: Service, claim: string): string {
  const state = stateOfService(stack, service).find(({ name }) => name === claim);
  const volume = state && service.keeps[state.volume];
  if (!state || !volume) throw new Mistake(`${service.name} has coldStart and mounts ${claim}, which it does not keep itself`);
  const directory = directoryOf(stack.config, stack.storageOf({ storage: state.class }), state, volume);
  if (directory?.kind === "nfs")
    throw new Mistake(`${service.name} has coldStart and keeps ${state.volume} on a share; its data must lie on the machine's own disks`);
  return directory?.path ?? `${k3sVolumes.folder}/${state.namespace}/${state.name}`;
}

function without(object: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
