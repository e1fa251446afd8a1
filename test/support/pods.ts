import type { KubeObject } from "../../charts/kit/manifest";
import type { DistObject } from "./stack";

/** What the tests read of a pod, as it stands in the manifest. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly PodVolume[];
  readonly securityContext?: SecurityContext & {
    readonly fsGroup?: number;
    readonly fsGroupChangePolicy?: string;
    readonly sysctls?: readonly { name: string }[];
  };
  readonly automountServiceAccountToken?: boolean;
  readonly serviceAccountName?: string;
  readonly enableServiceLinks?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostUsers?: boolean;
  readonly restartPolicy?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
  readonly affinity?: unknown;
  readonly priorityClassName?: string;
  readonly tolerations?: readonly Toleration[];
  readonly terminationGracePeriodSeconds?: number;
  readonly dnsPolicy?: string;
  readonly dnsConfig?: { readonly nameservers?: readonly string[] };
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly envFrom?: readonly unknown[];
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: string;
    readonly hostPort?: number;
    readonly hostIP?: string;
  }[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
    readonly subPath?: string;
  }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
  readonly securityContext?: SecurityContext;
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
    readonly configMapKeyRef?: { readonly name: string };
  };
}

export interface Probe {
  readonly httpGet?: {
    readonly path: string;
    readonly port: number;
    readonly scheme?: string;
    readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[];
  };
  readonly tcpSocket?: { readonly port: number };
  readonly exec?: { readonly command: readonly string[] };
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
  readonly timeoutSeconds?: number;
}

export interface PodVolume {
  readonly name: string;
  readonly configMap?: { readonly name: string; readonly defaultMode?: number };
  readonly secret?: {
    readonly secretName: string;
    readonly defaultMode?: number;
    readonly optional?: boolean;
    readonly items?: readonly { readonly key: string; readonly path: string }[];
  };
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly emptyDir?: { readonly sizeLimit?: string; readonly medium?: string };
  readonly [source: string]: unknown;
}

/** The pods of one controller. */
export interface Pod {
  readonly path: string;
  readonly kind: "Deployment" | "StatefulSet" | "Job" | "CronJob" | "DaemonSet";
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** The spec of the controller. */
  readonly controller: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly metadata: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: PodSpec;
}

const controllers = ["Deployment", "StatefulSet", "Job", "CronJob", "DaemonSet"];

export function podsOf(objects: readonly DistObject[]): Pod[] {
  return objects.filter(({ object }) => controllers.includes(object.kind)).map(({ path, object }) => podOf(path, object));
}

function podOf(path: string, object: KubeObject): Pod {
  const controller = object.spec as Record<string, unknown>;
  const inner = object.kind === "CronJob" ? (controller.jobTemplate as { spec: Record<string, unknown> }).spec : controller;
  const template = inner.template as Template;
  return {
    path,
    kind: object.kind as Pod["kind"],
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? "",
    labels: template.metadata.labels ?? {},
    annotations: template.metadata.annotations ?? {},
    spec: template.spec,
    controller,
  };
}

export function containersOf({ spec }: Pick<Pod, "spec">): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

export const runsForEver = ({ kind }: Pod): boolean => kind !== "Job" && kind !== "CronJob";

/** The pod of that name; a Job is found without the hash at its end. */
export function podNamed(objects: readonly DistObject[], name: string): Pod {
  const found = podsOf(objects).find((pod) => (pod.labels["app.kubernetes.io/name"] ?? pod.name) === name);
  if (!found) throw new Error(`dist has no pod of ${name}`);
  return found;
}

export function ofKind(objects: readonly DistObject[], ...kinds: string[]): KubeObject[] {
  return objects.map(({ object }) => object).filter(({ kind }) => kinds.includes(kind));
}

/** The data of the one ConfigMap of that name. */
export function filesNamed(objects: readonly DistObject[], name: string): Readonly<Record<string, string>> {
  const found = ofKind(objects, "ConfigMap").find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`dist has no ConfigMap ${name}`);
  return found.data as Record<string, string>;
}

const units: Readonly<Record<string, number>> = { "": 1, m: 0.001, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };

/** The number behind a quantity of Kubernetes. */
export function amount(quantity: string | undefined): number {
  const match = /^([0-9.]+)(m|Ki|Mi|Gi|Ti)?$/.exec(quantity ?? "0");
  if (!match) throw new Error(`${quantity} is no quantity`);
  return Number(match[1]) * (units[match[2] ?? ""] ?? Number.NaN);
}
