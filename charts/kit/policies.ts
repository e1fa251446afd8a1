import type { Construct } from "constructs";
import { IntOrString, KubeNetworkPolicy, type NetworkPolicyPeer, type NetworkPolicyPort } from "../../imports/k8s";
import { type Edge, type End, nameOf } from "../model/network/edge";
import type { Stack } from "../model/stack";
import type { Workload } from "../model/workload";
import { privateRanges } from "../values/address";
import { labelsOf, reasonAnnotation, selectorOf } from "./labels";
import { type Direction, policyName } from "./policy-name";

/** The connections of one workload, in each direction. */
export interface Connections {
  readonly incoming: readonly Edge[];
  readonly outgoing: readonly Edge[];
}

/** Groups all connections by workload once, so that each workload's policies cost only what they hold. */
export function connectionsByWorkload(edges: readonly Edge[]): ReadonlyMap<Workload, Connections> {
  const byWorkload = new Map<Workload, { incoming: Edge[]; outgoing: Edge[] }>();
  const entry = (workload: Workload) => {
    const known = byWorkload.get(workload) ?? { incoming: [], outgoing: [] };
    byWorkload.set(workload, known);
    return known;
  };
  for (const edge of edges) {
    if (edge.from.kind === "workload") entry(edge.from.workload).outgoing.push(edge);
    if (edge.to.kind === "workload") entry(edge.to.workload).incoming.push(edge);
  }
  return byWorkload;
}

/** One policy a direction, with a name that can be typed and the reasons to read. None for a pod that policies do not reach. */
export function policiesOf(scope: Construct, stack: Stack, workload: Workload, { incoming, outgoing }: Connections): void {
  if (workload.host?.network) return;
  const podSelector = { matchLabels: selectorOf(workload.name) };
  const metadata = (direction: Direction, edges: readonly Edge[], other: (edge: Edge) => End) => ({
    name: policyName(workload.name, direction),
    labels: labelsOf(workload),
    annotations: {
      [reasonAnnotation]: edges
        .flatMap((edge) => edge.why.map((why) => `${nameOf(other(edge))} ${edge.port}/${edge.protocol.toLowerCase()}: ${why}`))
        .join("\n"),
    },
  });
  if (incoming.length > 0) {
    new KubeNetworkPolicy(scope, `${workload.name}-ingress`, {
      metadata: metadata("ingress", incoming, ({ from }) => from),
      spec: {
        podSelector,
        policyTypes: ["Ingress"],
        ingress: withPeers(
          grouped(incoming, ({ from }) => from),
          stack,
          workload,
        ).map(([from, ports]) => ({ from, ports })),
      },
    });
  }
  if (outgoing.length > 0) {
    new KubeNetworkPolicy(scope, `${workload.name}-egress`, {
      metadata: metadata("egress", outgoing, ({ to }) => to),
      spec: {
        podSelector,
        policyTypes: ["Egress"],
        egress: withPeers(
          grouped(outgoing, ({ to }) => to),
          stack,
          workload,
        ).map(([to, ports]) => ({ to, ports })),
      },
    });
  }
}

/** Connections with the same other end are one rule. */
function grouped(edges: readonly Edge[], other: (edge: Edge) => End): [End, NetworkPolicyPort[]][] {
  const byEnd = new Map<string, [End, NetworkPolicyPort[]]>();
  for (const edge of edges) {
    const end = other(edge);
    const [, ports] = byEnd.get(nameOf(end)) ?? [end, []];
    ports.push({ port: IntOrString.fromNumber(edge.port), protocol: edge.protocol });
    byEnd.set(nameOf(end), [end, ports]);
  }
  return [...byEnd.values()];
}

/** A rule whose list of peers is empty lets everybody in, so one without peers is left out. */
function withPeers(
  rules: readonly [End, NetworkPolicyPort[]][],
  stack: Stack,
  workload: Workload,
): [NetworkPolicyPeer[], NetworkPolicyPort[]][] {
  return rules
    .map(([end, ports]): [NetworkPolicyPeer[], NetworkPolicyPort[]] => [peersOf(end, stack, workload), ports])
    .filter(([peers]) => peers.length > 0);
}

function peersOf(end: End, stack: Stack, workload: Workload): NetworkPolicyPeer[] {
  const { network, machines, wireguard } = stack.config;
  const range = (cidr: string, except?: readonly string[]): NetworkPolicyPeer => ({
    ipBlock: { cidr, ...(except ? { except: [...except] } : {}) },
  });
  const one = (address: string): NetworkPolicyPeer => range(`${address}/32`);
  switch (end.kind) {
    case "workload":
      // A pod on the machine's network has the machine's address, and no label that a policy could see.
      if (end.workload.host?.network) return [one(stack.machineOf(end.workload).wireguardAddress)];
      return [pods(end.workload.namespace.name, selectorOf(end.workload.name))];
    case "internet":
      return [range("0.0.0.0/0", privateRanges)];
    case "vpn":
      // Each device, never the whole range: whoever routes through a machine comes with that machine's address.
      return wireguard.peers.map(({ address }) => one(address));
    case "lan":
      return [range(`${network.lan}`)];
    case "machines":
      // Its own machine always gets in, and needs no rule.
      return stack.machines.filter(({ name }) => name !== workload.machine).map(({ wireguardAddress }) => one(wireguardAddress));
    case "NAS shares":
      return [one(machines.nas.bulk.server)];
    case "LAN resolver":
      return [one(network.lanResolver)];
    case "Kubernetes API":
      return [one(machines.vps.wireguardAddress)];
    case "cluster DNS":
      return [pods("kube-system", { "k8s-app": "kube-dns" })];
  }
}

function pods(namespace: string, matchLabels: Record<string, string>): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } }, podSelector: { matchLabels } };
}
