import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { project } from "./bed/addresses";

/** An object as the text of dist/ has it. */
export interface Declared {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly {
    readonly containerPort: number;
    readonly hostPort?: number;
    readonly hostIP?: string;
    readonly protocol?: string;
  }[];
  readonly securityContext?: {
    readonly runAsUser?: number;
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  };
  readonly resources?: Readonly<Record<"requests" | "limits", { readonly memory?: string } | undefined>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

export interface PodSpec {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers?: readonly ContainerSpec[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly hostUsers?: boolean;
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number; readonly fsGroup?: number };
  readonly volumes?: readonly { readonly name: string; readonly persistentVolumeClaim?: { readonly claimName: string } }[];
}

/** What keeps pods running. */
export interface Program {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly pod: PodSpec;
}

const files = readdirSync(join(project, "dist"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));

/** Every object of dist/, read from the files that are applied. */
export const declared: readonly Declared[] = files.flatMap(
  (name) => loadAll(readFileSync(join(project, "dist", name), "utf8")) as Declared[],
);

export const ofKind = (...kinds: string[]): Declared[] => declared.filter(({ kind }) => kinds.includes(kind));

export const programs: readonly Program[] = ofKind("Deployment", "StatefulSet", "DaemonSet").map(({ kind, metadata, spec }) => ({
  kind,
  name: metadata.name,
  namespace: metadata.namespace ?? "",
  pod: (spec as { template: { spec: PodSpec } }).template.spec,
}));
