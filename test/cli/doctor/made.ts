import type { KubeNode } from "../../../cli/cluster/objects";
import { ago } from "../status/made";

export interface NodeParts {
  readonly site?: string;
  readonly address?: string;
  readonly version?: string;
  readonly taint?: boolean;
  readonly ready?: boolean;
  readonly podCIDR?: string;
  readonly given?: readonly string[];
  readonly annotations?: Record<string, string>;
  readonly allocatable?: Record<string, string>;
}

/** A node as the API shows it, of k3s and ready unless said otherwise. */
export function node(name: string, parts: NodeParts = {}): KubeNode {
  const { site, address, version = "v1.36.3+k3s1", taint, ready = true, podCIDR, given: words, annotations, allocatable } = parts;
  return {
    metadata: {
      name,
      uid: name,
      creationTimestamp: ago(1000),
      labels: site ? { "mk360.de/site": site } : {},
      annotations: { ...annotations, ...(words ? { "k3s.io/node-args": JSON.stringify(words) } : {}) },
    },
    spec: {
      ...(podCIDR ? { podCIDR } : {}),
      taints: taint ? [{ key: "mk360.de/site", value: "nas", effect: "NoSchedule" }] : [],
    },
    status: {
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      addresses: address ? [{ type: "InternalIP", address }] : [],
      nodeInfo: { kubeletVersion: version },
      ...(allocatable ? { allocatable } : {}),
    },
  };
}
