import { nas, vps } from "../bed/addresses";
import type { Bed } from "../bed/bed";
import { type ContainerSpec, programs } from "../declared";
import { isReady, podsFor, podsOf } from "../live";

/** A port that a pod of ours opens, and each address under which it stands. */
export interface Target {
  /** `namespace/name` as network.json has it. */
  readonly name: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  readonly podAddress: string;
  /** The Services that lead to it, by name and by address. */
  readonly services: readonly { readonly host: string; readonly address?: string; readonly port: number }[];
  /** The ports of a machine that lead to it, each on its address. */
  readonly hostPorts: readonly { readonly address: string; readonly port: number }[];
}

interface ServiceObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string; readonly protocol?: string }[];
  };
}

type PortSpec = NonNullable<ContainerSpec["ports"]>[number];

/** Every port of every program of dist that runs. */
export async function targetsOf(bed: Bed): Promise<Target[]> {
  const pods = await podsOf(bed);
  const services = await bed.plane.api.list<ServiceObject>("/api/v1/services");
  return programs.flatMap((program) => {
    const pod = podsFor(program, pods).find(isReady);
    if (!pod?.status.podIP) return [];
    const { podIP: podAddress } = pod.status;
    const behind = services.filter(
      ({ metadata, spec: { selector } }) =>
        metadata.namespace === program.namespace &&
        selector &&
        Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value),
    );
    const ports = program.pod.containers.flatMap(({ ports = [] }) => ports);
    return mergedByNumber(ports).map((port): Target => {
      const protocol = port.protocol === "UDP" ? "UDP" : "TCP";
      return {
        name: `${program.namespace}/${program.name}`,
        port: port.containerPort,
        protocol,
        podAddress,
        services: behind.flatMap(({ metadata, spec }) =>
          (spec.ports ?? [])
            .filter((each) => (each.targetPort ?? each.port) === port.containerPort && (each.protocol ?? "TCP") === protocol)
            .map((each) => ({
              host: `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
              ...(spec.clusterIP && spec.clusterIP !== "None" ? { address: spec.clusterIP } : {}),
              port: each.port,
            })),
        ),
        hostPorts: ports.flatMap((each) =>
          each.containerPort === port.containerPort && (each.protocol ?? "TCP") === protocol && each.hostPort && each.hostIP
            ? [{ address: each.hostIP, port: each.hostPort }]
            : [],
        ),
      };
    });
  });
}

/** A pod may name one port in two containers; it is the same port. */
function mergedByNumber(ports: readonly PortSpec[]): PortSpec[] {
  const found = new Map<string, PortSpec>();
  for (const port of ports) {
    const key = `${port.containerPort}/${port.protocol ?? "TCP"}`;
    found.set(key, found.get(key) ?? port);
  }
  return [...found.values()];
}

/** Where the machines themselves listen, for kubectl and for each other: no pod of ours has business there but through the Service of the API server. */
export const machinePorts = [
  ...[vps.private, nas.private, vps.public, nas.public].map((host) => ({ host, port: 10250, what: "a kubelet" })),
  ...[vps.private, vps.public].map((host) => ({ host, port: 6443, what: "the API server" })),
] as const;
