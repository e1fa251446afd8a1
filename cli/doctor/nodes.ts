import type { Config } from "../../charts/config/schema";
import { siteLabel } from "../../charts/kit/labels";
import { type Machine, machines } from "../../charts/model/network";
import { holds, type KubeNode } from "../cluster/objects";
import type { Facts } from "./facts";
import { type Finding, ok, wrong } from "./finding";

/** What the tools of the cluster call the address by which the other node reaches this one. */
export function internalAddress({ status }: KubeNode): string | undefined {
  return status.addresses?.find(({ type }) => type === "InternalIP")?.address;
}

export function isMachine(node: KubeNode, machine: Machine): boolean {
  return node.metadata.labels?.[siteLabel] === machine;
}

/** The machine's address in the WireGuard network. */
export function addressOf(machine: Machine, { network }: Config): string {
  return { vps: network.vpsWireguard, nas: network.nasWireguard }[machine];
}

/** Both machines are there, labelled and ready, and the NAS keeps others away. */
export function nodeFindings({ nodes }: Pick<Facts, "nodes">, config: Config): Finding[] {
  return [...machines.map((machine) => labelFinding(machine, nodes, config)), ...nodes.map(readyFinding), ...taintFindings(nodes, config)];
}

function labelFinding(machine: Machine, nodes: readonly KubeNode[], config: Config): Finding {
  const name = `node ${machine}`;
  const own = nodes.filter((node) => isMachine(node, machine));
  if (own.length > 0) return ok(name, own.map(({ metadata }) => `${metadata.name} has the label ${siteLabel}=${machine}`).join(", "));
  const candidate = candidateFor(machine, nodes, config);
  if (candidate)
    return wrong(
      name,
      `${candidate.metadata.name} lacks the label ${siteLabel}=${machine}`,
      labelCommand(candidate.metadata.name, machine),
    );
  const role = machine === "vps" ? "k3s server" : "k3s agent";
  return wrong(
    name,
    `no node is named ${machine} or has the address ${addressOf(machine, config)}`,
    `start the ${role} there with node-ip ${addressOf(machine, config)}, then run: ${labelCommand("<its name>", machine)}`,
  );
}

/** The node that the machine must be: by its address, else by its name. One that is labelled as another is not. */
function candidateFor(machine: Machine, nodes: readonly KubeNode[], config: Config): KubeNode | undefined {
  const free = nodes.filter((node) => !machines.some((other) => isMachine(node, other)));
  const byAddress = free.find((node) => internalAddress(node) === addressOf(machine, config));
  return byAddress ?? free.find(({ metadata }) => metadata.name === machine);
}

function labelCommand(node: string, machine: Machine): string {
  return `kubectl label node ${node} ${siteLabel}=${machine} --overwrite`;
}

function readyFinding({ metadata, status }: KubeNode): Finding {
  const name = `${metadata.name} is ready`;
  if (holds("Ready", status.conditions)) return ok(name, "yes");
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return wrong(
    name,
    ready?.message ?? "it has never reported",
    `see journalctl -u k3s (on the NAS: k3s-agent) on ${metadata.name}, and wg show wg0`,
  );
}

function taintFindings(nodes: readonly KubeNode[], config: Config): Finding[] {
  const labelled = nodes.filter((node) => isMachine(node, "nas"));
  const candidate = labelled.length > 0 ? undefined : candidateFor("nas", nodes, config);
  const nas = candidate ? [candidate] : labelled;
  const onServers = nodes.filter((node) => isMachine(node, "vps") && hasTaint(node));
  return [
    ...nas.map(({ metadata, spec, status }) => {
      const name = `taint of ${metadata.name}`;
      const taint = `${siteLabel}=nas:NoSchedule`;
      if (hasTaint({ metadata, spec, status })) return ok(name, taint);
      return wrong(name, "pods that are not made for it may come to the NAS", `kubectl taint node ${metadata.name} ${taint} --overwrite`);
    }),
    ...onServers.map(({ metadata }) =>
      wrong(
        `taint of ${metadata.name}`,
        `the server has the taint of the NAS`,
        `kubectl taint node ${metadata.name} ${siteLabel}:NoSchedule-`,
      ),
    ),
  ];
}

function hasTaint({ spec }: KubeNode): boolean {
  return spec.taints?.some(({ key, value, effect }) => key === siteLabel && value === "nas" && effect === "NoSchedule") ?? false;
}
