import type { KubeObject } from "../../charts/kit/manifest";
import { nameOf } from "./applied";
import { type Answer, type Check, check, wrong } from "./check";
import { type Live, liveOf } from "./live";

const prefix = "pod-security.kubernetes.io/";

/** Each namespace enforces Pod Security as dist says, no label more and none less. */
export function podSecurityCheck(applied: readonly KubeObject[], live: Live): Check {
  const namespaces = applied.filter(({ kind }) => kind === "Namespace");
  return check("namespaces enforce Pod Security as dist says", namespaces, nameOf, (namespace) => {
    const found = liveOf(live, namespace);
    if (!found) return wrong("is not there");
    const [wanted, has] = [levelsOf(namespace.metadata.labels as Labels), levelsOf(found.metadata.labels)];
    return [...new Set([...wanted.keys(), ...has.keys()])].sort().map((mode): Answer => {
      if (wanted.get(mode) === has.get(mode)) return undefined;
      return wrong(`${prefix}${mode} is ${has.get(mode) ?? "not set"}, dist says ${wanted.get(mode) ?? "nothing of it"}`);
    });
  });
}

type Labels = Readonly<Record<string, string>> | undefined;

function levelsOf(labels: Labels = {}): ReadonlyMap<string, string> {
  return new Map(Object.entries(labels).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])));
}
