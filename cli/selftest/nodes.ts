import { holds, type KubeNode } from "../cluster/objects";
import { type Answer, type Check, check, unknown, wrong } from "./check";
import type { Live } from "./live";
import type { MachineSettings, Taint } from "./machines";
import { fits } from "./workloads";

/** Every node is ready, and those of our machines are as generated/hosts sets them up. */
export function nodeChecks(machines: readonly MachineSettings[], { nodes }: Pick<Live, "nodes">): Check[] {
  const nodeName = ({ metadata }: KubeNode) => `Node ${metadata.name}`;
  const machineName = ({ name }: MachineSettings) => `Node ${name}`;
  return [
    check("nodes are ready and take pods", nodes, nodeName, readiness),
    check("nodes have the labels and taints of generated/hosts", machines, machineName, (machine) => settings(machine, nodes)),
    check("nodes run the k3s that generated/hosts is made for", machines, machineName, (machine) =>
      nodesOf(machine, nodes).map((node) => version(machine, node)),
    ),
  ];
}

function readiness({ metadata, spec, status }: KubeNode): Answer | readonly Answer[] {
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  const pressure = (status.conditions ?? []).filter(({ type, status: is }) => type.endsWith("Pressure") && is === "True");
  return [
    holds("Ready", status.conditions) ? undefined : wrong(`is not ready: ${ready?.message ?? "it has never reported"}`),
    ...pressure.map(({ type, message }) => wrong(`${type}: ${message ?? "no reason given"}`)),
    spec.unschedulable ? wrong(`takes no new pods; kubectl uncordon ${metadata.name} ends that`) : undefined,
  ];
}

/** The node is known by the machine's label; one that lacks it by the machine's name. */
function nodesOf({ name, labels }: MachineSettings, nodes: readonly KubeNode[]): readonly KubeNode[] {
  const labelled = nodes.filter(({ metadata }) => fits(labels, metadata.labels));
  return labelled.length > 0 ? labelled : nodes.filter(({ metadata }) => metadata.name === name);
}

function settings(machine: MachineSettings, nodes: readonly KubeNode[]): Answer | readonly Answer[] {
  const own = nodesOf(machine, nodes);
  const words = labelWords(machine.labels);
  if (own.length === 0) return wrong(`no node has the label ${words}`);
  return own.flatMap(({ metadata, spec }) => {
    const [wanted, has] = [machine.taints, spec.taints ?? []];
    const missing = wanted.filter((taint) => !has.some((other) => wordsOf(other) === wordsOf(taint)));
    const more = has.filter((taint) => !isOfNodes(taint) && !wanted.some((other) => wordsOf(other) === wordsOf(taint)));
    return [
      fits(machine.labels, metadata.labels) ? undefined : wrong(`has not the label ${words}`),
      ...missing.map((taint) => wrong(`has not the taint ${wordsOf(taint)}`)),
      ...more.map((taint) => wrong(`has the taint ${wordsOf(taint)}, of which generated/hosts says nothing`)),
    ];
  });
}

function version({ version: wanted }: MachineSettings, { status }: KubeNode): Answer {
  const runs = status.nodeInfo?.kubeletVersion ?? "";
  if (runs === wanted) return undefined;
  if (!runs.includes("+k3s"))
    return unknown(`runs ${runs || "an unknown version"}, which is not k3s; generated/hosts is made for ${wanted}`);
  return wrong(`runs ${runs}, generated/hosts is made for ${wanted}`);
}

/** Those come and go with the state of the node, which is judged by itself. */
function isOfNodes({ key }: Taint): boolean {
  return key.startsWith("node.kubernetes.io/");
}

function labelWords(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}

function wordsOf({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ""}:${effect}`;
}
