import { type KubeObject, yamlOf } from "../../charts/kit/manifest";
import type { Cluster, ClusterOptions } from "../cluster/cluster";
import { kubectl, refuseWithoutKubectl } from "../cluster/kubectl";
import { flux, manager, openOurs } from "../cluster/ours";
import { type Project, textsOf } from "../project";
import { terminal } from "../terminal";
import { policiesWithDevices } from "./policies";

interface LivePolicy {
  readonly metadata: { readonly managedFields?: readonly { readonly manager?: string }[] };
}

/** The policies that list the devices, by who brings them into the cluster. */
interface Policies {
  readonly ours: readonly KubeObject[];
  readonly ofFlux: readonly KubeObject[];
}

/**
 * Asks the cluster everything that could refuse the policies, and changes nothing.
 * @throws Refusal when it cannot be reached, is another one, has no such policies yet, or does not let us change them.
 */
export async function refuseUndeliverablePolicies(project: Project, options: ClusterOptions): Promise<void> {
  await refuseWithoutKubectl();
  const cluster = await openOurs(options);
  const { ours } = await policiesIn(cluster, project);
  for (const { apiVersion, kind, metadata } of ours) {
    const { namespace, name } = metadata;
    // What names no field changes none; whether it may be sent is judged all the same.
    const objection = await cluster.objection(pathOf(metadata), manager, { apiVersion, kind, metadata: { namespace, name } });
    if (objection) throw objection;
  }
}

/** Brings the policies into the cluster, and nothing else of dist. Those that Flux brings are left to it, and said: whether there were none. */
export async function deliverPolicies(project: Project, options: ClusterOptions): Promise<boolean> {
  const { ours, ofFlux } = await policiesIn(await openOurs(options), project);
  if (ours.length > 0) await kubectl(["apply", "-f", "-"], options, yamlOf(ours));
  for (const { metadata } of ofFlux)
    terminal.print(`The policy ${metadata.namespace}/${metadata.name} is Flux's: commit config.yaml, dist/ and generated/, and push.`);
  return ofFlux.length === 0;
}

async function policiesIn(cluster: Cluster, { stack }: Project): Promise<Policies> {
  const ours: KubeObject[] = [];
  const ofFlux: KubeObject[] = [];
  for (const policy of policiesWithDevices(stack, textsOf("dist"))) {
    const live = await cluster.get<LivePolicy>(pathOf(policy.metadata));
    const isFluxs = live.metadata.managedFields?.some((field) => field.manager === flux) ?? false;
    (isFluxs ? ofFlux : ours).push(policy);
  }
  return { ours, ofFlux };
}

function pathOf({ namespace, name }: KubeObject["metadata"]): string {
  return `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}`;
}
