import { type Beside, type Endpoint, endpointsOf, isAddress, sitesOf } from "./endpoints";
import { containersOf, ofKind, type Pod, podsOf } from "./pods";
import type { DistObject } from "./stack";

/** Stands for every name outside, because only the range counts there. */
export const internet = "1.1.1.1";

/** Where a connection ends as policies see it: a pod of ours or an address outside. */
export type Target = { readonly pod: Pod; readonly port: number } | { readonly address: string; readonly port: number };

/** A target, or what is wrong with the address before any policy is asked. */
export type Answer = Target | { readonly fault: string };

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly targetPort?: number; readonly protocol?: string }[];
}

/** A pod's name as the places of reachability.ts have it. */
export const labelled = ({ namespace, labels }: Pod): string => `${namespace}/${labels["app.kubernetes.io/name"]}`;

export const portsOf = (pod: Pod) => containersOf(pod).flatMap(({ ports = [] }) => ports);

/** Leads each address of a stack's texts to its targets, through the Services and the sites of the same objects. */
export class Directory {
  readonly endpoints: readonly Endpoint[];
  readonly pods: readonly Pod[];
  private readonly sites: ReadonlyMap<string, readonly Pod[]>;
  private readonly namespaces: ReadonlySet<string>;

  constructor(
    private readonly objects: readonly DistObject[],
    beside: readonly Beside[] = [],
  ) {
    this.endpoints = endpointsOf(objects, beside);
    this.pods = podsOf(objects);
    const onMachine = this.pods.find(({ spec }) => spec.hostNetwork);
    if (onMachine)
      throw new Error(`${labelled(onMachine)}: policies do not reach a pod on the machine's network, and nothing here judges it`);
    this.sites = sitesOf(objects);
    this.namespaces = new Set(ofKind(objects, "Namespace").map(({ metadata }) => metadata.name));
  }

  answersTo(endpoint: Endpoint): Answer[] {
    const { pod, host, port } = endpoint;
    if (host === "127.0.0.1")
      return portsOf(pod).some((own) => own.containerPort === port) ? [] : [{ fault: "no container listens there" }];
    const proxies = this.sites.get(host);
    if (proxies) return [this.answerOfSite(endpoint, proxies)];
    const [name = "", namespace = "", svc = "svc"] = host.split(".");
    const inside = !isAddress(host) && svc === "svc" && this.namespaces.has(namespace);
    const service = ofKind(this.objects, "Service").find(
      ({ metadata, spec }) =>
        (spec as ServiceSpec).clusterIP === host || (inside && metadata.name === name && metadata.namespace === namespace),
    );
    if (service) return this.answersOfService(service.metadata.namespace ?? "", service.spec as ServiceSpec, port);
    if (inside || host.endsWith(".svc.cluster.local")) return [{ fault: "there is no such Service" }];
    return [{ address: isAddress(host) ? host : internet, port }];
  }

  /** What is wrong with Services whether somebody calls them or not. */
  faultsOfServices(): string[] {
    return ofKind(this.objects, "Service").flatMap(({ metadata: { name, namespace = "" }, spec }) => {
      const service = spec as ServiceSpec;
      return service.ports.flatMap(({ port, protocol }) =>
        this.answersOfService(namespace, service, port, protocol).flatMap((answer) =>
          "fault" in answer ? [`${namespace}/${name}: ${port}: ${answer.fault}`] : [],
        ),
      );
    });
  }

  private answersOfService(namespace: string, { selector = {}, ports }: ServiceSpec, port: number, protocol = "TCP"): Answer[] {
    const open = ports.find((one) => one.port === port && (one.protocol ?? "TCP") === protocol);
    if (!open) return [{ fault: `the Service has no port ${port}` }];
    const target = open.targetPort ?? port;
    const behind = this.pods.filter(
      (pod) => pod.namespace === namespace && Object.entries(selector).every(([key, value]) => pod.labels[key] === value),
    );
    if (behind.length === 0) return [{ fault: "the Service selects no pod" }];
    return behind.map((server) =>
      portsOf(server).some((own) => own.containerPort === target && (own.protocol ?? "TCP") === protocol)
        ? { pod: server, port: target }
        : { fault: `${labelled(server)} has no port ${target}` },
    );
  }

  /**
   * A site's name leads to a port of a machine. A pod on the server asks the public resolvers, so that it meets the public
   * address alone, and policies see the proxy behind it; from the NAS they see the address.
   */
  private answerOfSite({ pod, port }: Endpoint, proxies: readonly Pod[]): Answer {
    const open = proxies.flatMap((proxy) => portsOf(proxy).map((own) => ({ proxy, ...own }))).filter(({ hostPort }) => hostPort === port);
    const seen = open.find(({ hostIP = "" }) => !isPrivate(hostIP)) ?? { fault: "no proxy serves this name on this port" };
    if ("fault" in seen) return open.length > 0 ? { fault: "the name leads to the public address, where nobody serves it" } : seen;
    if (pod.spec.nodeSelector?.["mk360.de/site"] === "nas") return { address: seen.hostIP ?? internet, port };
    return { pod: seen.proxy, port: seen.containerPort };
  }
}

/** Whether an address is one of the home network or of WireGuard. */
export const isPrivate = (address: string): boolean => /^(10|192\.168)\./.test(address);
