import { Refusal } from "../../charts/config/refusal";
import type { Cluster } from "../cluster/cluster";
import type { SecretObject } from "./secret-object";

/** What a delivery did with one Secret. */
export interface Delivered {
  readonly namespace: string;
  readonly name: string;
  readonly result: "created" | "changed" | "unchanged";
}

interface Metadata {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager?: string }[];
  };
}

export const manager = "mk360";
const flux = "kustomize-controller";
const atOneTime = 8;

/**
 * Applies Secrets straight to the cluster, each at once and all of them again at any time. What someone else made is left alone.
 * @throws Refusal when the cluster is filled by Flux, or a Secret of one of the names is not ours.
 */
export async function deliver(cluster: Cluster, objects: readonly SecretObject[]): Promise<Delivered[]> {
  const present = new Map((await secretsOf(cluster)).map((secret) => [nameOf(secret.metadata), secret]));
  refuseForeign(objects, present);
  const results: Delivered[] = [];
  const waiting = [...objects];
  const worker = async () => {
    for (let object = waiting.shift(); object; object = waiting.shift()) results.push(await deliverOne(cluster, object, present));
  };
  await Promise.all(Array.from({ length: atOneTime }, worker));
  return results.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

/** Names and owners of every Secret, without a value. */
async function secretsOf(cluster: Cluster): Promise<readonly Metadata[]> {
  return cluster.listMetadata<Metadata>("/api/v1/secrets");
}

async function deliverOne(cluster: Cluster, object: SecretObject, present: ReadonlyMap<string, Metadata>): Promise<Delivered> {
  const { name, namespace } = object.metadata;
  const { stringData, ...rest } = object;
  // As data, because the server keeps no stringData and so could not tell who owns it.
  const data = Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString("base64")]));
  const applied = await cluster.apply<Metadata>(`/api/v1/namespaces/${namespace}/secrets/${name}`, manager, { ...rest, data });
  const before = present.get(nameOf(object.metadata))?.metadata.resourceVersion;
  const result = before === undefined ? "created" : before === applied.metadata.resourceVersion ? "unchanged" : "changed";
  return { namespace, name, result };
}

function refuseForeign(objects: readonly SecretObject[], present: ReadonlyMap<string, Metadata>): void {
  const faults = objects.flatMap(({ metadata }) => {
    const found = present.get(nameOf(metadata))?.metadata;
    if (!found) return [];
    const owners = [...new Set((found.managedFields ?? []).map((field) => field.manager ?? "unknown"))];
    const where = `Secret ${nameOf(metadata)}`;
    if (owners.includes(flux)) {
      return [
        {
          where,
          value: `made by ${flux}`,
          allowed: "a cluster that mk360 fills directly",
          fix: "commit secrets/ and push; Flux applies it",
        },
      ];
    }
    if (found.labels?.["app.kubernetes.io/part-of"] === "mk360") return [];
    return [
      {
        where,
        value: `made by ${owners.join(", ") || "someone else"}`,
        allowed: "a name that nobody else has taken",
        fix: `look at it; if it may go: kubectl -n ${found.namespace} delete secret ${found.name}`,
      },
    ];
  });
  if (faults.length > 0) throw new Refusal("cluster", faults);
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
