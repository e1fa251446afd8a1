import type { Origin } from "../model/access/credential";
import type { Stack } from "../model/stack";
import { json } from "./json";

/** One credential as the operator's command reads it. */
export interface SecretEntry {
  readonly name: string;
  readonly purpose: string;
  readonly namespaces: readonly string[];
  readonly keys: Readonly<Record<string, Origin>>;
}

/** The content of secrets.json. */
export interface SecretsDocument {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
  readonly credentials: readonly SecretEntry[];
}

/** How every secret comes to be, as data, for the command that makes them. No value stands here. */
export function secretsJson(stack: Stack): string {
  return json(secretsDocument(stack));
}

export function secretsDocument(stack: Stack): SecretsDocument {
  return {
    version: 1,
    credentials: [...stack.credentials].map(([{ name, purpose, keys }, namespaces]) => ({ name, purpose, namespaces, keys })),
  };
}
