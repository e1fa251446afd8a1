import { namespaces } from "../../charts/model/network/network";
import type { Facts, KubeNetworkPolicy } from "./facts";
import { type Finding, ok, unknown, wrong, wrongBy } from "./finding";
import { foundationMissing } from "./foundation";
import { K3sArguments } from "./k3s-arguments";

/** The controller is part of k3s's own process, so the API shows that it was not switched off and no more. */
export function policyFindings({ nodes, policies }: Pick<Facts, "nodes" | "policies">): Finding[] {
  const given = nodes.flatMap((node) => {
    const found = K3sArguments.of(node);
    return found ? [{ node, found }] : [];
  });
  const off = given.find(({ found }) => found.has("disable-network-policy"));
  const name = "policy controller";
  const controller = off
    ? wrong(
        name,
        `k3s on ${off.node.metadata.name} was started with disable-network-policy: no policy of the stack is enforced`,
        `remove disable-network-policy from /etc/rancher/k3s/config.yaml on ${off.node.metadata.name} and restart k3s`,
      )
    : given.length > 0
      ? ok(name, "k3s was not started without it")
      : unknown(
          name,
          "how k3s was started is not to be seen",
          "/etc/rancher/k3s/config.yaml on both machines, which must not have disable-network-policy",
        );
  return [controller, atWork(), denyFinding(policies)];
}

function atWork(): Finding {
  return unknown(
    "policies at work",
    "no API shows whether the rules stand in the kernel: without ipset k3s leaves them out and says so in its log alone",
    "sudo iptables-save | grep -c KUBE-ROUTER, on each machine: more than 0",
  );
}

function denyFinding(policies: readonly KubeNetworkPolicy[]): Finding {
  const name = "default deny";
  const closed = new Set(policies.filter(deniesAll).map(({ metadata }) => metadata.namespace));
  const open = namespaces.filter((namespace) => !closed.has(namespace.name)).map((namespace) => namespace.name);
  if (open.length === 0) return ok(name, `in all ${namespaces.length} namespaces`);
  return wrongBy(foundationMissing, name, `not in ${open.join(", ")}`);
}

function deniesAll({ spec: { podSelector = {}, policyTypes = [], ingress = [], egress = [] } }: KubeNetworkPolicy): boolean {
  const allPods = Object.keys(podSelector.matchLabels ?? {}).length === 0 && (podSelector.matchExpressions ?? []).length === 0;
  return allPods && policyTypes.includes("Ingress") && policyTypes.includes("Egress") && ingress.length === 0 && egress.length === 0;
}
