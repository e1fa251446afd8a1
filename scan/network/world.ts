import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../charts/config/load";
import type { Config } from "../../charts/config/schema";
import type { NetworkDocument } from "../../charts/facts/network";
import { ofKind, podsOf } from "../../test/support/pods";
import { type Place, placesOf, policiesOf } from "../../test/support/reachability";
import type { DistObject } from "../../test/support/stack";
import { objectsIn, root } from "../manifests";
import { sampleAddresses } from "./addresses";
import { numbersIn, type Policy } from "./policy";

export type PodPlace = Extract<Place, { namespace: string }>;

/** A number with a protocol, such as `53/UDP`. */
export type PortAndProtocol = `${number}/${"TCP" | "UDP" | "SCTP"}`;

/** Everything that the oracles and network.json are asked about. */
export interface World {
  readonly policies: readonly Policy[];
  /** The labels of each namespace. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pods: readonly PodPlace[];
  readonly addresses: readonly string[];
  readonly ports: readonly PortAndProtocol[];
  readonly config: Config;
  readonly document: NetworkDocument;
  /** Pods that share the machine's network. No policy holds for them, so nobody can be asked about them. */
  readonly onHost: readonly string[];
}

/** A port that nobody opens, so that a rule without ports shows. */
const strangePorts: readonly PortAndProtocol[] = ["1/TCP", "1/UDP", "1/SCTP"];

export function worldOf(objects: readonly DistObject[], config: Config, document: NetworkDocument): World {
  const isOnHost = ({ path, name }: { path: string; name: string }) =>
    podsOf(objects).some((pod) => pod.spec.hostNetwork === true && pod.path === path && pod.name === name);
  const reached = objects.filter(({ path, object }) => !isOnHost({ path, name: object.metadata.name }));
  const policies = policiesOf(objects);
  const pods = placesOf(reached, {}).filter((place): place is PodPlace => "namespace" in place);
  const labels = new Map(ofKind(objects, "Namespace").map(({ metadata }) => [metadata.name, metadata.labels as Record<string, string>]));
  return {
    policies,
    namespaces: Object.fromEntries(
      [...new Set(pods.map(({ namespace }) => namespace))].map((name) => [
        name,
        // The API server adds this one.
        { ...labels.get(name), "kubernetes.io/metadata.name": name },
      ]),
    ),
    pods,
    addresses: sampleAddresses(policies, config),
    ports: portsOf(reached, policies),
    config,
    document,
    onHost: podsOf(objects)
      .filter(({ spec }) => spec.hostNetwork)
      .map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
  };
}

/** What is judged: dist/, config.yaml and network.json as they lie on disk. */
export function shippedWorld(): World {
  const document = JSON.parse(readFileSync(join(root, "generated/docs/network.json"), "utf8")) as NetworkDocument;
  return worldOf(objectsIn("dist"), loadConfig(join(root, "config.yaml")), document);
}

/** Whatever a container listens on or a policy names, under TCP and UDP alike, so that a wrong protocol shows. */
function portsOf(objects: readonly DistObject[], policies: readonly Policy[]): PortAndProtocol[] {
  const listening = podsOf(objects).flatMap(({ spec }) =>
    [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports = [] }) => ports),
  );
  const numbers = [...listening.map(({ containerPort }) => containerPort), ...policies.flatMap(({ spec }) => numbersIn(spec))];
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  return [...sorted.flatMap((number): PortAndProtocol[] => [`${number}/TCP`, `${number}/UDP`]), ...strangePorts];
}
