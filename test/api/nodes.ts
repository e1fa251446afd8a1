import type { Config } from "../../charts/config/schema";
import { machineLabel } from "../../charts/kit/labels";
import { type Capacity, capacityOf } from "../../charts/model/capacity/budget";
import { type MachineName, machineOf, machines } from "../support/machines";
import type { Api } from "./api";

export interface Node {
  readonly name: MachineName;
  readonly capacity: Capacity;
}

/** The owner's two machines, with exactly what the model says that they have for pods. */
export function nodesOf(config: Config): Node[] {
  return machines.map((name) => ({ name, capacity: capacityOf(machineOf(name, config)) }));
}

/** What the scheduler may give away of a node. */
export function allocatableOf({ cpu, memory, disk, pods }: Capacity): Record<string, string> {
  return { cpu: `${cpu}`, memory: `${memory}`, "ephemeral-storage": `${disk}`, pods: `${pods}` };
}

/** Labels and taint as the README has the owner set them. */
export function nodeObject({ name, capacity }: Node): object {
  const resources = allocatableOf(capacity);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        [machineLabel]: name,
      },
    },
    spec: name === "nas" ? { taints: [{ key: machineLabel, value: "nas", effect: "NoSchedule" }] } : {},
    status: { capacity: resources, allocatable: resources },
  };
}

/** The names of those that do not yet take pods. */
export async function unready(api: Api, nodes: readonly Node[]): Promise<string[]> {
  const found = await api.list<NodeStatus>("/api/v1/nodes");
  const ready = found
    .filter(({ status, spec }) => {
      const taints = spec.taints ?? [];
      return (
        status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") &&
        !taints.some(({ key }) => key.startsWith("node.kubernetes.io/"))
      );
    })
    .map(({ metadata }) => metadata.name);
  return nodes.map(({ name }) => name).filter((name) => !ready.includes(name));
}

interface NodeStatus {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}
