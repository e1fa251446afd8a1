import { loadAll } from "js-yaml";
import type { KubeObject } from "../../charts/kit/manifest";
import { policyName } from "../../charts/kit/policy-name";
import { fileOf } from "../../charts/kit/wave";
import { edgesOf } from "../../charts/model/network/edge";
import type { Stack } from "../../charts/model/stack";
import type { Workload } from "../../charts/model/workload";
import type { Tree } from "../../charts/output/publish";

/** The policies of dist that list the devices of config.yaml, each by its address. */
export function policiesWithDevices(stack: Stack, dist: Tree): KubeObject[] {
  const called = new Set<Workload>(
    edgesOf(stack).flatMap(({ from, to }) => (from.kind === "vpn" && to.kind === "workload" ? [to.workload] : [])),
  );
  return [...called].flatMap((workload) =>
    (loadAll(dist.get(fileOf(stack, workload)) ?? "") as KubeObject[]).filter(
      ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === policyName(workload.name, "ingress"),
    ),
  );
}
