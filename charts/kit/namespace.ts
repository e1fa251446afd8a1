import type { Construct } from "constructs";
import { KubeLimitRange, KubeNamespace, KubeNetworkPolicy, KubeResourceQuota, Quantity } from "../../imports/k8s";
import type { Quota } from "../model/capacity/quota";
import type { Namespace } from "../model/network/network";
import { neverPruned, partOf, reasonAnnotation } from "./labels";
import { defaultDeny } from "./policy-name";

/** One namespace with everything that holds for all in it. */
export function namespaceObjects(scope: Construct, namespace: Namespace, quota: Quota): void {
  const { name, enforce, reason } = namespace;
  const inside = (suffix: string) => ({ name: suffix, namespace: name, labels: partOf });
  new KubeNamespace(scope, name, {
    metadata: {
      name,
      labels: {
        ...partOf,
        "pod-security.kubernetes.io/enforce": enforce,
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
      annotations: { ...neverPruned, ...(reason ? { [reasonAnnotation]: reason } : {}) },
    },
  });
  new KubeNetworkPolicy(scope, `${name}-default-deny`, {
    metadata: {
      ...inside(defaultDeny),
      annotations: { [reasonAnnotation]: "nothing enters and nothing leaves unless another policy names it" },
    },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
  new KubeResourceQuota(scope, `${name}-quota`, {
    metadata: inside("budget"),
    spec: { hard: quantities(quota.hard) },
  });
  new KubeLimitRange(scope, `${name}-limits`, {
    metadata: inside("limits"),
    spec: {
      limits: [
        {
          type: "Container",
          default: quantities(quota.containerLimit),
          defaultRequest: quantities(quota.containerRequest),
          max: quantities(quota.largestContainer),
        },
      ],
    },
  });
}

function quantities(values: Readonly<Record<string, string>>): Record<string, Quantity> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Quantity.fromString(value)]));
}
