import { byText } from "../../values/order";
import { Mistake } from "../mistake";
import type { Workload } from "../workload";
import type { Credential } from "./credential";

/**
 * Every credential that the workloads read, by name, with the namespaces that read it.
 * @throws Mistake when two credentials have one name.
 */
export function credentialReaders(
  workloads: readonly Workload[],
  credentialsOf: (workload: Workload) => readonly Credential[],
): ReadonlyMap<Credential, readonly string[]> {
  const readers = new Map<string, { credential: Credential; namespaces: Set<string> }>();
  for (const workload of workloads) {
    for (const credential of credentialsOf(workload)) {
      const entry = readers.get(credential.name) ?? { credential, namespaces: new Set<string>() };
      if (entry.credential !== credential) throw new Mistake(`two credentials are named "${credential.name}"; give each a name of its own`);
      entry.namespaces.add(workload.namespace.name);
      readers.set(credential.name, entry);
    }
  }
  return new Map(
    [...readers.values()]
      .sort((a, b) => byText(a.credential.name, b.credential.name))
      .map((entry) => [entry.credential, [...entry.namespaces].sort()]),
  );
}
