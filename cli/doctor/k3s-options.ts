import type { KubeNode } from "../cluster/objects";
import type { Facts } from "./facts";
import { type Finding, ok, unknown, warning, wrong } from "./finding";
import { K3sArguments } from "./k3s-arguments";

const configuration = "/etc/rancher/k3s/config.yaml";

/** The servers among the nodes, with what k3s was started with there. */
export function serversOf(nodes: readonly KubeNode[]): { readonly node: KubeNode; readonly given: K3sArguments }[] {
  return nodes.flatMap((node) => {
    const given = K3sArguments.of(node);
    return given?.isServer ? [{ node, given }] : [];
  });
}

/** Nobody else takes ports 80 and 443, and Secrets are encrypted where the cluster keeps them. */
export function k3sOptionFindings(facts: Pick<Facts, "nodes" | "systemDeployments" | "systemDaemons">): Finding[] {
  return [traefik(facts), serviceLb(facts), encryption(facts)];
}

function traefik({ nodes, systemDeployments }: Pick<Facts, "nodes" | "systemDeployments">): Finding {
  const runs = systemDeployments.some(({ metadata }) => metadata.name === "traefik");
  return disabled("traefik", nodes, runs ? "the Deployment kube-system/traefik runs" : undefined);
}

function serviceLb({ nodes, systemDaemons }: Pick<Facts, "nodes" | "systemDaemons">): Finding {
  const daemon = systemDaemons.find(({ name }) => name.startsWith("svclb-"));
  return disabled("servicelb", nodes, daemon && `the DaemonSet kube-system/${daemon.name} takes ports of the machines`);
}

function disabled(component: string, nodes: readonly KubeNode[], running: string | undefined): Finding {
  const name = `${component} is disabled`;
  const fix = `write "disable: [traefik, servicelb]" into ${configuration} on the server and restart k3s`;
  if (running) return wrong(name, `${running}, where Caddy needs ports 80 and 443`, fix);
  const servers = serversOf(nodes);
  if (servers.length === 0)
    return unknown(name, "it does not run; how k3s was started is not to be seen", `disable in ${configuration} on the server`);
  const without = servers.find(({ given }) => !given.values("disable").includes(component));
  if (without) return wrong(name, `k3s on ${without.node.metadata.name} was started without it`, fix);
  return ok(name, "k3s was started so");
}

/** The annotation stays when the encryption is switched off by hand later, so the flag alone is a clean yes. */
function encryption({ nodes }: Pick<Facts, "nodes">): Finding {
  const name = "secrets encryption";
  const see = "k3s secrets-encrypt status, on the server";
  const servers = serversOf(nodes);
  if (servers.length === 0) return unknown(name, "how k3s was started is not to be seen", see);
  const without = servers.find(({ given }) => !given.has("secrets-encryption"));
  if (!without) return ok(name, "k3s was started with it");
  if (without.node.metadata.annotations?.["k3s.io/encryption-config-hash"])
    return unknown(name, "k3s was started without the flag, but its store has keys for it", see);
  return warning(
    name,
    "Secrets lie in the cluster's store as they are",
    `write "secrets-encryption: true" into ${configuration} on the server and restart k3s`,
  );
}
