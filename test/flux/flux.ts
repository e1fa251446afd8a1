import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../../charts/output/publish";
import type { Condition } from "../api/as-declared";
import { type Cluster, type LiveObject, objectsOf } from "../api/cluster";
import { eventually } from "../api/eventually";
import { GitSource } from "./git-source";
import { programOf } from "./programs";
import type { AgeKey } from "./sops";

/** One of Flux's Kustomizations, as far as the tests read it. */
export interface Kustomization extends LiveObject {
  readonly status?: {
    readonly lastAppliedRevision?: string;
    readonly lastAttemptedRevision?: string;
    readonly lastHandledReconcileAt?: string;
    readonly conditions?: readonly Condition[];
  };
}

const namespace = "flux-system";
const collection = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations`;

/** A cluster that follows Git: Flux's real kustomize-controller, set up by what the synth writes into generated/flux. */
export class Flux {
  private requests = 0;

  private constructor(
    readonly source: GitSource,
    private readonly cluster: Cluster,
  ) {}

  /** Installs Flux, applies generated/flux and gives Flux the key of the SOPS files, as the README has the owner do. */
  static async start(cluster: Cluster, generated: Tree, { identity }: AgeKey): Promise<Flux> {
    const definitions = programOf("definitions of Flux's kinds");
    const crds = new Map(readdirSync(definitions).map((file) => [file, readFileSync(join(definitions, file), "utf8")]));
    const files = new Map([...generated].filter(([path]) => path.startsWith("flux/")));
    await applied(cluster, crds);
    await cluster.kubectl(["wait", "crd", "--all", "--for=condition=Established"]);
    await cluster.api.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    await cluster.api.create(`/api/v1/namespaces/${namespace}/secrets`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "sops-age" },
      stringData: { "age.agekey": identity },
    });
    await applied(cluster, files);
    const source = await GitSource.start(cluster, objectsOf(files));
    const flags = [
      ["metrics-addr", "0"],
      ["health-addr", "0"],
      // Half a minute by default.
      ["requeue-dependency", "1s"],
    ] as const;
    cluster.run(programOf("kustomize-controller"), flags, {
      SOURCE_CONTROLLER_LOCALHOST: source.address,
      RUNTIME_NAMESPACE: namespace,
      HOME: cluster.root,
      TMPDIR: cluster.root,
    });
    return new Flux(source, cluster);
  }

  stop(): Promise<void> {
    return this.source.stop();
  }

  kustomizations(): Promise<Kustomization[]> {
    return this.cluster.api.list<Kustomization>(collection);
  }

  async kustomization(name: string): Promise<Kustomization> {
    const found = await this.cluster.api.get<Kustomization>(`${collection}/${name}`);
    if (!found) throw new Error(`there is no Kustomization ${name}`);
    return found;
  }

  change(name: string, spec: object): Promise<void> {
    return this.cluster.api.merge(`${collection}/${name}`, { spec });
  }

  /** Waits until all of them have applied a revision and are ready. */
  async ready(revision: string, limitSeconds = 120): Promise<void> {
    await eventually(`Flux has applied ${revision}`, limitSeconds, async () =>
      (await this.kustomizations()).flatMap((one) => whyNotReady(one, revision)),
    );
  }

  /** `flux reconcile kustomization`, for all: does now what Flux does by itself once in an interval. */
  async again(): Promise<void> {
    this.requests += 1;
    const wanted = `request ${this.requests}`;
    const names = (await this.kustomizations()).map(({ metadata }) => metadata.name);
    for (const name of names) {
      await this.cluster.api.merge(`${collection}/${name}`, { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": wanted } } });
    }
    await eventually("Flux has looked again", 120, async () =>
      (await this.kustomizations())
        .filter(({ status }) => status?.lastHandledReconcileAt !== wanted || !isReady({ status }))
        .map((one) => `${one.metadata.name}: ${wordsOf(one)}`),
    );
  }
}

/** Its condition Ready is true. */
export function isReady({ status }: { readonly status?: Kustomization["status"] | undefined }): boolean {
  return readyOf({ status })?.status === "True";
}

/** What Flux says of its state. */
export function wordsOf(one: { readonly status?: Kustomization["status"] | undefined }): string {
  const { reason, message } = readyOf(one) ?? {};
  return reason ? `${reason}: ${message}` : "nothing yet";
}

export function whyNotReady(one: Kustomization, revision: string): string[] {
  return isReady(one) && one.status?.lastAppliedRevision === revision ? [] : [`${one.metadata.name}: ${wordsOf(one)}`];
}

function readyOf({ status }: { readonly status?: Kustomization["status"] | undefined }): Condition | undefined {
  return status?.conditions?.find(({ type }) => type === "Ready");
}

async function applied(cluster: Cluster, files: Tree): Promise<void> {
  const { code, stderr } = await cluster.apply(files, "--server-side");
  if (code !== 0) throw new Error(stderr);
}
