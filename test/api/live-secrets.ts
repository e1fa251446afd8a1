import type { SecretEntry } from "../../charts/facts/secrets";
import type { Cluster, LiveObject } from "./cluster";

/** A Secret of the cluster, its content in the clear. */
export interface LiveSecret {
  readonly version: string;
  readonly data: Readonly<Record<string, string>>;
}

type Secret = LiveObject & { readonly data?: Readonly<Record<string, string>> };

/** Every Secret of the stack in the cluster, as `namespace/name`. */
export async function liveSecrets(cluster: Cluster): Promise<Map<string, LiveSecret>> {
  const found = await cluster.api.list<Secret>("/api/v1/secrets?labelSelector=app.kubernetes.io/part-of%3Dmk360");
  return new Map(
    found.map(({ metadata, data = {} }) => {
      const clear = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]);
      return [`${metadata.namespace}/${metadata.name}`, { version: metadata.resourceVersion, data: Object.fromEntries(clear) }];
    }),
  );
}

/** Where the cluster is not what the declarations and `values` say: absent, another value, or too much. */
export function misplaced(
  credentials: readonly SecretEntry[],
  values: Readonly<Record<string, Readonly<Record<string, string>>>>,
  live: ReadonlyMap<string, LiveSecret>,
): string[] {
  const wanted = new Map<string, { keys: string[]; content: Readonly<Record<string, string>> }>(
    credentials.flatMap(({ name, namespaces, keys }) =>
      namespaces.map((namespace) => [`${namespace}/${name}`, { keys: Object.keys(keys), content: values[name] ?? {} }] as const),
    ),
  );
  const faults = [...wanted].flatMap(([place, { keys, content }]) => {
    const found = live.get(place);
    if (!found) return [`${place} is absent`];
    if ([...keys].sort().join() !== Object.keys(found.data).sort().join()) return [`${place} has ${Object.keys(found.data).join()}`];
    return keys.filter((key) => found.data[key] !== content[key]).map((key) => `${place}: ${key} is another`);
  });
  return [...faults, ...[...live.keys()].filter((place) => !wanted.has(place)).map((place) => `${place} belongs to nothing`)];
}
