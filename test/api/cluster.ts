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
  private readonly plurals = new Map<string, Promise<{ readonly plural: string; readonly namespaced: boolean }>>();

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
    const key = `${root} ${kind}`;
    const known = this.plurals.get(key) ?? this.discover(root, kind);
    this.plurals.set(key, known);
    // What is unknown now may come.
    known.catch(() => this.plurals.delete(key));
    const { plural, namespaced } = await known;
    return namespaced && namespace ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`;
  }

  /** What the cluster has of these objects, under their names; an absent one is left out. */
  async live(objects: readonly KubeObject[]): Promise<Map<string, LiveObject>> {
    const paths = await Promise.all(
      objects.map(({ apiVersion, kind, metadata }) => this.collectionOf(apiVersion, kind, metadata.namespace)),
    );
    const lists = await Promise.all(
      [...new Set(paths)].map(async (path) => {
        const items = await this.api.list<LiveObject>(path);
        return [path, new Map(items.map((item) => [item.metadata.name, item]))] as const;
      }),
    );
    const listed = new Map(lists);
    return new Map(
      objects.flatMap((object, index) => {
        const item = listed.get(paths[index] ?? "")?.get(object.metadata.name);
        // A list names its kind once, for all of its items.
        return item ? [[nameOf(object), { ...item, apiVersion: object.apiVersion, kind: object.kind }] as const] : [];
      }),
    );
  }

  /** The objects as they are when no controller writes to them any more. */
  async settled(objects: readonly KubeObject[]): Promise<Map<string, LiveObject>> {
    const second = 1000;
    let last = await this.live(objects);
    await new Promise((resolve) => setTimeout(resolve, second));
    const moved = async () => {
      const now = await this.live(objects);
      const names = [...now.keys()].filter((name) => now.get(name)?.metadata.resourceVersion !== last.get(name)?.metadata.resourceVersion);
      last = now;
      return names;
    };
    await eventually("the controllers have nothing left to write", 60, moved, second);
    return last;
  }

  private async discover(root: string, kind: string): Promise<{ plural: string; namespaced: boolean }> {
    const list = await this.api.get<{ resources: { name: string; kind: string; namespaced: boolean }[] }>(root);
    const found = list?.resources.find((resource) => resource.kind === kind && !resource.name.includes("/"));
    if (!found) throw new Error(`the API server knows no ${kind} under ${root}`);
    return { plural: found.name, namespaced: found.namespaced };
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
