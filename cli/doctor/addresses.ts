import type { Config } from "../../charts/config/schema";
import { type Machine, machinesOf } from "../../charts/model/machine/machine";
import { AddressRange } from "../../charts/values/address";
import type { KubeNode } from "../cluster/objects";
import type { Facts } from "./facts";
import { type Finding, ok, unknown, wrong } from "./finding";
import { internalAddress, isMachine } from "./nodes";

/** Nodes, pods and Services have the addresses that config.yaml says; policies and routes are written for these. */
export function addressFindings({ nodes, services }: Pick<Facts, "nodes" | "services">, config: Config): Finding[] {
  return [
    ...machinesOf(config).flatMap((machine) =>
      nodes.filter((node) => isMachine(node, machine)).map((node) => nodeFinding(node, machine, nodes, config)),
    ),
    ...nodes.map((node) => podRangeFinding(node, config)),
    serviceFinding(services, config),
  ];
}

function nodeFinding(node: KubeNode, machine: Machine, nodes: readonly KubeNode[], config: Config): Finding {
  const name = `address of ${node.metadata.name}`;
  const wanted = machine.wireguardAddress;
  const address = internalAddress(node);
  if (address === wanted) return ok(name, address);
  // A further node of the same kind has an address of its own, which only has to be in the network.
  const others = nodes.filter((other) => other !== node && isMachine(other, machine));
  if (address && others.some((other) => internalAddress(other) === wanted) && config.network.wireguard.contains(address))
    return ok(name, `${address}, a further ${machine.name}`);
  return wrong(
    name,
    `${address ?? "none"} instead of ${wanted}`,
    `write "node-ip: ${wanted}" into /etc/rancher/k3s/config.yaml on ${node.metadata.name} and restart k3s there, or correct machines.${machine.name}.wireguardAddress in config.yaml`,
  );
}

function podRangeFinding({ metadata, spec }: KubeNode, { network }: Config): Finding {
  const name = `pods of ${metadata.name}`;
  if (spec.podCIDR === undefined) return unknown(name, "the node has no range for pods yet", "kubectl describe node, once it is ready");
  if (isWithin(spec.podCIDR, network.pods)) return ok(name, `${spec.podCIDR}, in ${network.pods}`);
  return wrong(
    name,
    `${spec.podCIDR} is not in ${network.pods}`,
    "write the cluster's range as network.pods into config.yaml and synthesise; the cluster's own cannot change",
  );
}

function serviceFinding(services: Facts["services"], { network }: Config): Finding {
  const name = "range of Services";
  const api = services.find(({ metadata }) => metadata.namespace === "default" && metadata.name === "kubernetes");
  const address = api?.spec.clusterIP ?? "";
  if (address === "") return unknown(name, "there is no Service default/kubernetes", "kubectl -n default get service kubernetes");
  // The API server itself always takes the first address of the range.
  if (address === network.services.at(1)) return ok(name, `${network.services}`);
  return wrong(
    name,
    `the API server has ${address}, the first of ${network.services} is ${network.services.at(1)}`,
    "write the cluster's range as network.services into config.yaml and synthesise; the cluster's own cannot change",
  );
}

function isWithin(inner: string, outer: AddressRange): boolean {
  try {
    return outer.encloses(AddressRange.parse(inner));
  } catch {
    // A range of IPv6, which the stack does not have.
    return false;
  }
}
