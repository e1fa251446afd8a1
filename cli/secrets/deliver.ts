import { type Fault, Refusal } from "../../charts/config/refusal";
import { byText } from "../../charts/values/order";
import type { Cluster } from "../cluster/cluster";
import { flux, manager } from "../cluster/ours";
import { together } from "../cluster/refusals";
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

const atOneTime = 8;

/**
 * Applies Secrets straight to the cluster, and all of them again at any time. What someone else made is left alone.
 * @throws Refusal before the first is written, when the cluster would not take each of them.
 */
export async function deliver(cluster: Cluster, objects: readonly SecretObject[]): Promise<Delivered[]> {
  const present = await refuseUndeliverable(cluster, objects);
  const results = await inParallel(objects, async (object): Promise<Delivered> => {
    const { name, namespace } = object.metadata;
    const applied = await cluster.apply<Metadata>(pathOf(object), manager, asData(object));
    const before = present.get(nameOf(object.metadata))?.metadata.resourceVersion;
    const result = before === undefined ? "created" : before === applied.metadata.resourceVersion ? "unchanged" : "changed";
    return { namespace, name, result };
  });
  return results.sort((a, b) => byText(nameOf(a), nameOf(b)));
}

/**
 * Asks the cluster whether it would take these, and changes nothing. Returns the Secrets that it has.
 * @throws Refusal when the cluster is filled by Flux, a Secret of one of the names is not ours, a field of ours is
 * someone else's, or the API server would refuse one for another reason.
 */
export async function refuseUndeliverable(cluster: Cluster, objects: readonly SecretObject[]): Promise<ReadonlyMap<string, Metadata>> {
  const found = await cluster.listMetadata<Metadata>("/api/v1/secrets");
  const present = new Map(found.map((secret) => [nameOf(secret.metadata), secret]));
  refuse(objects.flatMap(({ metadata }) => faultsOfOwner(present.get(nameOf(metadata)))));
  const objections = await inParallel(objects, (object) => cluster.objection(pathOf(object), manager, asData(object)));
  refuse(objections.flatMap((refusal) => refusal?.faults ?? []));
  return present;
}

function faultsOfOwner(found: Metadata | undefined): Fault[] {
  if (!found) return [];
  const { metadata } = found;
  const owners = [...new Set((metadata.managedFields ?? []).map((field) => field.manager ?? "unknown"))];
  const where = `Secret ${nameOf(metadata)}`;
  if (owners.includes(flux)) {
    const fix = "commit secrets/ and push; Flux applies it";
    return [{ where, value: `made by ${flux}`, allowed: "a cluster that mk360 fills directly", fix }];
  }
  if (metadata.labels?.["app.kubernetes.io/part-of"] === "mk360") return [];
  const fix = `look at it; if it may go: kubectl -n ${metadata.namespace} delete secret ${metadata.name}`;
  return [{ where, value: `made by ${owners.join(", ") || "someone else"}`, allowed: "a name that nobody else has taken", fix }];
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Refusal("cluster", together(faults));
}

/** As data, because the server keeps no stringData and so could not tell who owns it. */
function asData({ stringData, ...rest }: SecretObject): object {
  return {
    ...rest,
    data: Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString("base64")])),
  };
}

function pathOf({ metadata }: SecretObject): string {
  return `/api/v1/namespaces/${metadata.namespace}/secrets/${metadata.name}`;
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** Results in the order of `all`; after a fault nothing more is begun. */
async function inParallel<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(all.length);
  let next = 0;
  const worker = async () => {
    try {
      for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
    } catch (error) {
      next = all.length;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: atOneTime }, worker));
  return results;
}
