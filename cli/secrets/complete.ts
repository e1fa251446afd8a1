import type { SecretEntry } from "../../charts/facts/secrets";
import type { Generations } from "../../charts/output/generations";
import { type MissingKey, makeCredential, type Sources } from "./make-credential";
import type { Change, SecretStore } from "./store";

/** What has to be written so that the store holds all that the stack declares. */
export interface Completion {
  readonly changes: readonly Change[];
  /** Names of credentials that did not exist. */
  readonly made: readonly string[];
  /** Credentials that existed and whose keys have new values now. */
  readonly changed: ReadonlyMap<string, readonly string[]>;
  readonly missing: readonly MissingKey[];
}

/** Makes what is missing of `declared`; a credential that still waits for its owner is left out whole. */
export async function complete(store: SecretStore, declared: readonly SecretEntry[], sources: Sources): Promise<Completion> {
  const changes: Change[] = [];
  const made: string[] = [];
  const changed = new Map<string, readonly string[]>();
  const missing: MissingKey[] = [];
  for (const entry of declared) {
    const credential = await makeCredential(entry, store.valuesOf(entry.name), sources);
    missing.push(...credential.missing);
    if (!store.has(entry.name)) {
      if (credential.missing.length > 0) continue;
      made.push(entry.name);
    } else if (credential.changed.length > 0) changed.set(entry.name, credential.changed);
    else if (sameNames(store.namespacesOf(entry.name), entry.namespaces)) continue;
    changes.push({ entry, values: credential.values });
  }
  return { changes, made, changed, missing };
}

/** The generations after these credentials have changed. */
export function raised(generations: Generations, changed: Iterable<string>): Generations {
  const next = new Map(generations);
  for (const name of changed) next.set(name, (next.get(name) ?? 1) + 1);
  return next;
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join(" ") === [...other].sort().join(" ");
}
