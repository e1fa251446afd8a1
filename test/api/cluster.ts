import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadAll } from "js-yaml";
import type { Config } from "../../charts/config/schema";
import type { KubeObject } from "../../charts/kit/manifest";
import { type Tree, write } from "../../charts/output/publish";
import { finished, type Run } from "../support/finished";
import type { MachineName } from "../support/machines";
import { shippedConfig } from "../support/stack";
import type { Api } from "./api";
import { ControlPlane, type Limits, roomy } from "./control-plane";
import { eventually } from "./eventually";
import { nodesOf } from "./nodes";

export type { Run };

/** An object as the API server gives it back. */
export interface LiveObject extends KubeObject {
  readonly metadata: KubeObject["metadata"] & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: unknown;
}

/** An empty cluster with the owner's two machines, and the two ways to it: kubectl and the API itself. */
export class Cluster {
  private readonly plurals = new Map<string, { readonly plural: string; readonly namespaced: boolean }>();

  private constructor(readonly plane: ControlPlane) {}

  static async start(config: Config = shippedConfig, limits: Limits = {}): Promise<Cluster> {
    return new Cluster(await ControlPlane.start(nodesOf(config), limits));
  }

  get api(): Api {
    return this.plane.api;
  }

  /** Where its programs keep their files and logs; it goes with the cluster. */
  get root(): string {
    return this.plane.root;
  }

  /** One more program, with the owner's rights, until the cluster stops. */
  run(program: string, flags: readonly (readonly [string, string])[], env: Readonly<Record<string, string>>): void {
    this.plane.run(program, flags, { KUBECONFIG: this.plane.kubeconfig, ...env });
  }

  /** A machine without power: its kubelet says nothing more, and its pods stay as they were until someone notices. */
  silence(machine: MachineName): void {
    this.plane.stopKubelet(machine);
  }

  /** The same machine is back. */
  wake(machine: MachineName): void {
    this.plane.startKubelet(machine);
  }

  /** For programs that find the cluster as kubectl does. */
  get kubeconfig(): string {
    return this.plane.kubeconfig;
  }

  stop(): Promise<void> {
    return this.plane.stop();
  }

  /** What kubectl says when the owner runs it. */
  kubectl(args: readonly string[]): Promise<Run> {
    return this.call(this.plane.kubectl, args);
  }

  /** A line as the owner pastes it into a shell where kubectl is on the path. */
  shell(line: string): Promise<Run> {
    return this.call("sh", ["-c", line]);
  }

  private call(program: string, args: readonly string[]): Promise<Run> {
    const { kubectl, kubeconfig, root } = this.plane;
    const env = { ...roomy, HOME: root, KUBECONFIG: kubeconfig, PATH: `${dirname(kubectl)}:${process.env.PATH}` };
    const child = spawn(program, args, { env, cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    return finished(child);
  }

  /** `kubectl apply -R -f` of files in a folder of their own. */
  apply(files: Tree, ...flags: readonly string[]): Promise<Run> {
    const folder = mkdtempSync(join(this.plane.root, "dist-"));
    write(folder, files);
    return this.kubectl(["apply", ...flags, "-R", "-f", folder]);
  }

  /** Where the API server keeps an object. */
  async pathOf({ apiVersion, kind, metadata }: KubeObject): Promise<string> {
    return `${await this.collectionOf(apiVersion, kind, metadata.namespace)}/${metadata.name}`;
  }

  async collectionOf(apiVersion: string, kind: string, namespace?: string): Promise<string> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.plurals.get(`${root} ${kind}`) ?? (await this.discover(root, kind));
    return known.namespaced && namespace ? `${root}/namespaces/${namespace}/${known.plural}` : `${root}/${known.plural}`;
  }

  /** What the cluster has of these objects, under their names; an absent one is left out. */
  async live(objects: readonly KubeObject[]): Promise<Map<string, LiveObject>> {
    const found = await Promise.all(
      objects.map(async (object) => [nameOf(object), await this.api.get<LiveObject>(await this.pathOf(object))] as const),
    );
    return new Map(found.flatMap(([name, object]) => (object ? [[name, object] as const] : [])));
  }

  /** The objects as they are when no controller writes to them any more. */
  async settled(objects: readonly KubeObject[]): Promise<Map<string, LiveObject>> {
    let last = await this.live(objects);
    await eventually("the controllers have nothing left to write", 60, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const now = await this.live(objects);
      const moved = [...now].filter(([name, object]) => object.metadata.resourceVersion !== last.get(name)?.metadata.resourceVersion);
      last = now;
      return moved.map(([name]) => name);
    });
    return last;
  }

  private async discover(root: string, kind: string): Promise<{ plural: string; namespaced: boolean }> {
    const list = await this.api.get<{ resources: { name: string; kind: string; namespaced: boolean }[] }>(root);
    const found = list?.resources.find((resource) => resource.kind === kind && !resource.name.includes("/"));
    if (!found) throw new Error(`the API server knows no ${kind} under ${root}`);
    const entry = { plural: found.name, namespaced: found.namespaced };
    this.plurals.set(`${root} ${kind}`, entry);
    return entry;
  }
}

/** The objects of a folder, read from the text that is applied. */
export function objectsOf(files: Tree): KubeObject[] {
  return [...files.values()].flatMap((text) => loadAll(text) as KubeObject[]);
}

export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ""}${metadata.name}`;
}

/**
 * The objects that differ. A status that a controller wrote meanwhile, such as the last run of a CronJob whose hour has
 * come, raises the version too; then everything else must be the same.
 */
export function changed(before: ReadonlyMap<string, LiveObject>, after: ReadonlyMap<string, LiveObject>): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (!old || !now) return true;
    if (old.metadata.resourceVersion === now.metadata.resourceVersion) return false;
    return isDeepStrictEqual(old.status, now.status) || !isDeepStrictEqual(withoutStatus(old), withoutStatus(now));
  });
}

function withoutStatus({ status: _, metadata, ...rest }: LiveObject): object {
  const { resourceVersion: __, managedFields: ___, ...kept } = metadata;
  return { ...rest, metadata: kept };
}
