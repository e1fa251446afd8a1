import { shippedConfig } from "../support/stack";
import type { Cluster } from "./cluster";

const { network, machines } = shippedConfig;
const startedWith = {
  vps: ["server", "--disable", "traefik", "--disable", "servicelb", "--secrets-encryption", "true"],
  nas: ["agent", "--node-ip", machines.nas.wireguardAddress],
};

/** What k3s itself adds to a cluster: what its nodes say of themselves, CoreDNS, the figures of pods and the provisioner of volumes. */
export async function playK3s(cluster: Cluster): Promise<void> {
  const { api } = cluster;
  for (const [index, name] of (["vps", "nas"] as const).entries()) {
    await api.merge(`/api/v1/nodes/${name}`, {
      metadata: { annotations: { "k3s.io/node-args": JSON.stringify(startedWith[name]) } },
      spec: { podCIDR: `10.42.${index}.0/24`, podCIDRs: [`10.42.${index}.0/24`] },
    });
    await api.merge(`/api/v1/nodes/${name}/status`, {
      status: {
        addresses: [{ type: "InternalIP", address: machines[name].wireguardAddress }],
        nodeInfo: { kubeletVersion: "v1.36.3+k3s1" },
      },
    });
  }
  await api.create("/apis/apps/v1/namespaces/kube-system/deployments", deployment("coredns", { "k8s-app": "kube-dns" }));
  await api.create("/apis/apps/v1/namespaces/kube-system/deployments", deployment("metrics-server", { "k8s-app": "metrics-server" }));
  await api.create(
    "/apis/apps/v1/namespaces/kube-system/deployments",
    deployment("local-path-provisioner", { app: "local-path-provisioner" }),
  );
  await api.create("/api/v1/namespaces/kube-system/services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns" },
    spec: { clusterIP: network.services.at(10), selector: { "k8s-app": "kube-dns" }, ports: [{ port: 53, protocol: "UDP" }] },
  });
}

function deployment(name: string, labels: Readonly<Record<string, string>>): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: `docker.io/rancher/${name}:1` }] } },
    },
  };
}
