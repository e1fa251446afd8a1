import type { SecretEntry } from "../../charts/facts/secrets";
import { certificateLabel } from "../cluster/secret-labels";
import { expiryOf } from "./authority";
import type { Values } from "./make-credential";

/** One Secret, as a file of the repository and as the API server takes it. */
export interface SecretObject {
  readonly apiVersion: "v1";
  readonly kind: "Secret";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly type: "Opaque";
  readonly stringData: Values;
}

export function secretObject({ name, purpose, keys }: SecretEntry, namespace: string, values: Values): SecretObject {
  const certificate = Object.entries(keys).find(
    ([, { kind, ...origin }]) => kind === "ca" || ("part" in origin && origin.part === "certificate"),
  );
  const ends = certificate && values[certificate[0]];
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace,
      labels: { "app.kubernetes.io/part-of": "mk360", ...(ends ? { [certificateLabel]: "true" } : {}) },
      annotations: { "mk360.de/purpose": purpose, ...(ends ? { "mk360.de/ends": expiryOf(ends).toISOString().slice(0, 10) } : {}) },
    },
    type: "Opaque",
    stringData: values,
  };
}
