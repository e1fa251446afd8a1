import { objectOf } from "../cluster/answer";
import type { Cluster } from "../cluster/cluster";
import { listMetadata } from "../cluster/metadata";
import type { KubeController, KubeMetadata, KubeNode, KubeSecret } from "../cluster/objects";
import { listCertificates, ours } from "../cluster/ours";
import { refusalOf } from "../cluster/refusals";

export interface KubeService {
  readonly metadata: KubeMetadata;
  readonly spec: { readonly type?: string; readonly clusterIP?: string; readonly selector?: Readonly<Record<string, string>> };
}

export interface KubeLease {
  readonly metadata: KubeMetadata;
  readonly spec: { readonly renewTime?: string; readonly leaseDurationSeconds?: number };
}

export interface KubeNetworkPolicy {
  readonly metadata: KubeMetadata;
  readonly spec: {
    readonly podSelector?: { readonly matchLabels?: object; readonly matchExpressions?: readonly unknown[] };
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly unknown[];
    readonly egress?: readonly unknown[];
  };
}

export interface KubeStorageClass {
  readonly metadata: KubeMetadata;
  readonly provisioner: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
}

/** The clocks, as one request showed them. */
export interface Clocks {
  /** When this machine asked, and when it had the answer. */
  readonly asked: Date;
  readonly answered: Date;
  /** What the API server's clock said in between, in whole seconds. */
  readonly server: Date | undefined;
}

/** What of a cluster decides whether the stack can run there. */
export interface Facts {
  /** The API server's own version, such as v1.36.3+k3s1. */
  readonly version: string;
  readonly clocks: Clocks;
  readonly nodes: readonly KubeNode[];
  readonly leases: readonly KubeLease[];
  readonly namespaces: readonly KubeMetadata[];
  readonly policies: readonly KubeNetworkPolicy[];
  readonly storageClasses: readonly KubeStorageClass[];
  /** Of kube-system, where k3s puts what belongs to it. */
  readonly systemDeployments: readonly KubeController[];
  readonly systemDaemons: readonly KubeMetadata[];
  /** Of kube-system and default. */
  readonly services: readonly KubeService[];
  /** All Secrets of the stack, without their content. */
  readonly secrets: readonly KubeMetadata[];
  /** Only those that hold certificates, with their content. */
  readonly certificates: readonly KubeSecret[];
}

/** @throws Refusal when the cluster cannot be reached, or this user may not look. */
export async function readFacts(cluster: Cluster): Promise<Facts> {
  // Alone and first, so that nothing else is between asking and the answer.
  const { version, clocks } = await readVersion(cluster);
  const [nodes, leases, namespaces, policies, storageClasses, systemDeployments, systemDaemons, system, standard, secrets, certificates] =
    await Promise.all([
      cluster.list<KubeNode>("/api/v1/nodes"),
      cluster.list<KubeLease>("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"),
      listMetadata(cluster, "/api/v1/namespaces"),
      cluster.list<KubeNetworkPolicy>("/apis/networking.k8s.io/v1/networkpolicies", ours),
      cluster.list<KubeStorageClass>("/apis/storage.k8s.io/v1/storageclasses"),
      cluster.list<KubeController>("/apis/apps/v1/namespaces/kube-system/deployments"),
      listMetadata(cluster, "/apis/apps/v1/namespaces/kube-system/daemonsets"),
      cluster.list<KubeService>("/api/v1/namespaces/kube-system/services"),
      cluster.list<KubeService>("/api/v1/namespaces/default/services"),
      listMetadata(cluster, "/api/v1/secrets", ours),
      listCertificates(cluster),
    ]);
  const ofSystem = { systemDeployments, systemDaemons, services: [...system, ...standard] };
  return { version, clocks, nodes, leases, namespaces, policies, storageClasses, ...ofSystem, secrets, certificates };
}

async function readVersion(cluster: Cluster): Promise<Pick<Facts, "version" | "clocks">> {
  // The first request also opens the connection and may wait for a server that starts; the second is quick.
  await cluster.get("/version");
  const asked = new Date();
  const answer = await cluster.send("GET", "/version");
  const answered = new Date();
  if (answer.status >= 300) throw refusalOf(answer, "read", "/version");
  const { gitVersion = "of an unknown version" } = (objectOf(answer) ?? {}) as { readonly gitVersion?: string };
  const { date } = answer.headers;
  return { version: gitVersion, clocks: { asked, answered, server: date === undefined ? undefined : new Date(date) } };
}
