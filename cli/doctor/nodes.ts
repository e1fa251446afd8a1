import { type Machine, machineLabel } from "../../charts/model/machine/machine";
import { holds, type KubeNode } from "../cluster/objects";
import type { Facts } from "./facts";
import { type Finding, ok, wrong } from "./finding";

/** What the tools of the cluster call the address by which the other node reaches this one. */
export function internalAddress({ status }: KubeNode): string | undefined {
  return status.addresses?.find(({ type }) => type === "InternalIP")?.address;
}

export function isMachine(node: KubeNode, machine: Machine): boolean {
  return node.metadata.labels?.[machineLabel] === machine.name;
}

/** Every machine is there, labelled and ready, and each agent keeps others away. */
export function nodeFindings({ nodes }: Pick<Facts, "nodes">, machines: readonly Machine[]): Finding[] {
  return [
    ...machines.map((machine) => labelFinding(machine, nodes, machines)),
    ...nodes.map(readyFinding),
    ...machines.flatMap((machine) => taintFindings(machine, nodes, machines)),
  ];
}

function labelFinding(machine: Machine, nodes: readonly KubeNode[], machines: readonly Machine[]): Finding {
  const name = `node ${machine.name}`;
  const own = nodes.filter((node) => isMachine(node, machine));
  if (own.length > 0)
    return ok(name, own.map(({ metadata }) => `${metadata.name} has the label ${machineLabel}=${machine.name}`).join(", "));
  const candidate = candidateFor(machine, nodes, machines);
  if (candidate)
    return wrong(
      name,
      `${candidate.metadata.name} lacks the label ${machineLabel}=${machine.name}`,
      labelCommand(candidate.metadata.name, machine),
    );
  return wrong(
    name,
    `no node is named ${machine.name} or has the address ${machine.wireguardAddress}`,
    `start the k3s ${machine.role} there with node-ip ${machine.wireguardAddress}, then run: ${labelCommand("<its name>", machine)}`,
  );
}

/** The node that the machine must be: by its address, else by its name. One that is labelled as another is not. */
function candidateFor(machine: Machine, nodes: readonly KubeNode[], machines: readonly Machine[]): KubeNode | undefined {
  const free = nodes.filter((node) => !machines.some((other) => isMachine(node, other)));
  const byAddress = free.find((node) => internalAddress(node) === machine.wireguardAddress);
  return byAddress ?? free.find(({ metadata }) => metadata.name === machine.name);
}

function labelCommand(node: string, machine: Machine): string {
  return `kubectl label node ${node} ${machineLabel}=${machine.name} --overwrite`;
}

function readyFinding({ metadata, status }: KubeNode): Finding {
  const name = `${metadata.name} is ready`;
  if (holds("Ready", status.conditions)) return ok(name, "yes");
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return wrong(
    name,
    ready?.message ?? "it has never reported",
    `see journalctl -u k3s (on an agent: k3s-agent) on ${metadata.name}, and wg show wg0`,
  );
}

function taintFindings(machine: Machine, nodes: readonly KubeNode[], machines: readonly Machine[]): Finding[] {
  const labelled = nodes.filter((node) => isMachine(node, machine));
  if (machine.role === "server") return labelled.flatMap(taintOfServer);
  const candidate = labelled.length > 0 ? undefined : candidateFor(machine, nodes, machines);
  return (candidate ? [candidate] : labelled).map(({ metadata, spec }) => {
    const name = `taint of ${metadata.name}`;
    const taint = `${machineLabel}=${machine.name}:NoSchedule`;
    if (spec.taints?.some(({ key, value, effect }) => key === machineLabel && value === machine.name && effect === "NoSchedule"))
      return ok(name, taint);
    const seen = `pods that are not made for it may come to the ${machine.words}`;
    return wrong(name, seen, `kubectl taint node ${metadata.name} ${taint} --overwrite`);
  });
}

function taintOfServer({ metadata, spec }: KubeNode): Finding[] {
  if (!spec.taints?.some(({ key, effect }) => key === machineLabel && effect === "NoSchedule")) return [];
  const name = `taint of ${metadata.name}`;
  return [wrong(name, "the server has the taint of an agent", `kubectl taint node ${metadata.name} ${machineLabel}:NoSchedule-`)];
}
