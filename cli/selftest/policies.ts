import type { KubeObject } from "../../charts/kit/manifest";
import { nameOf } from "./applied";
import { type Check, check, wrong } from "./check";
import { firstDifference } from "./differences";
import { type Live, type LiveObject, liveOf } from "./live";

const kind = "NetworkPolicy";

/** Policies add up: one that is missing or changed closes or opens something, one of somebody else can only open. */
export function policyCheck(applied: readonly KubeObject[], live: Live): Check {
  const ours = applied.filter((object) => object.kind === kind);
  const namespaces = new Set(applied.filter((object) => object.kind === "Namespace").map(({ metadata }) => metadata.name));
  const known = new Set(ours.map(nameOf));
  const here = (live.byKind[kind] ?? []).filter(({ metadata }) => namespaces.has(metadata.namespace ?? ""));
  const foreign = here.map(withKind).filter((policy) => !known.has(nameOf(policy)));
  return check("no network policy is missing, changed or beside those of dist", [...ours, ...foreign], nameOf, (policy) => {
    if (!known.has(nameOf(policy)))
      return wrong(
        `is none of dist: what it allows is allowed; kubectl -n ${policy.metadata.namespace} delete networkpolicy ${policy.metadata.name} ends that`,
      );
    const found = liveOf(live, policy);
    if (!found) return wrong("is missing");
    const difference = firstDifference(policy, found);
    return difference === undefined ? undefined : wrong(`is changed: ${difference}`);
  });
}

function withKind({ metadata: { name, namespace } }: LiveObject): KubeObject {
  return { apiVersion: "networking.k8s.io/v1", kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
