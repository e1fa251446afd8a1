import { type Machine, machineLabel } from "../../charts/model/machine/machine";
import { byText } from "../../charts/values/order";
import type { KubeNode } from "../cluster/objects";
import { ageOf } from "../text/age";
import type { Verdict } from "../verdict";

/** One machine of the stack, or one that the model does not know. */
export interface NodeRow {
  readonly name: string;
  /** The machine of the model that it is, by its label. */
  readonly machine: string | undefined;
  readonly version: string | undefined;
  readonly address: string | undefined;
  readonly since: string | undefined;
  readonly verdict: Verdict;
  readonly problem: string | undefined;
}

/** A row for each node, and one for each machine that no node claims to be. */
export function nodeRows(nodes: readonly KubeNode[], machines: readonly Machine[], at: Date): NodeRow[] {
  const missing = machines.filter(({ name }) => !nodes.some((node) => machineOf(node) === name));
  const known = machines.map(({ name }) => name);
  // What the model does not know comes last.
  const place = ({ machine = "" }: NodeRow) => (known.includes(machine) ? known.indexOf(machine) : known.length);
  return [...nodes.map((node) => rowOf(node, at)).sort((a, b) => place(a) - place(b) || byText(a.name, b.name)), ...missing.map(absent)];
}

export function machineOf({ metadata }: KubeNode): string | undefined {
  return metadata.labels?.[machineLabel];
}

function rowOf(node: KubeNode, at: Date): NodeRow {
  const { metadata, status, spec } = node;
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return {
    name: metadata.name,
    machine: machineOf(node),
    version: status.nodeInfo?.kubeletVersion || undefined,
    address: status.addresses?.find(({ type }) => type === "InternalIP")?.address,
    since: metadata.creationTimestamp,
    ...judge(),
  };

  function judge(): Pick<NodeRow, "verdict" | "problem"> {
    if (ready?.status !== "True") {
      const since = ready?.lastTransitionTime ? ` for ${ageOf(ready.lastTransitionTime, at)}` : "";
      return { verdict: "wrong", problem: `not ready${since}${ready?.message ? `: ${ready.message}` : ""}` };
    }
    const pressure = status.conditions?.filter(({ type, status: is }) => type.endsWith("Pressure") && is === "True") ?? [];
    if (pressure.length > 0) return { verdict: "wrong", problem: pressure.map(({ type, message }) => `${type}: ${message}`).join("; ") };
    if (spec.unschedulable) return { verdict: "warning", problem: `takes no new pods; kubectl uncordon ${metadata.name} ends that` };
    return { verdict: "ok", problem: undefined };
  }
}

function absent({ name }: Machine): NodeRow {
  return {
    name,
    machine: name,
    version: undefined,
    address: undefined,
    since: undefined,
    verdict: "wrong",
    problem: `no node has the label ${machineLabel}=${name}; mk360 doctor says how to mend it`,
  };
}
