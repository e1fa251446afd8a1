import type { Construct } from "constructs";
import { KubeClusterRole, KubeClusterRoleBinding, KubeServiceAccount } from "../../imports/k8s";
import type { Workload } from "../model/workload";
import { labelsOf, reasonAnnotation } from "./labels";
import { patch, remove } from "./patch";

/** The account of a workload that asks the Kubernetes API, with exactly the rights that it declares. */
export function accessOf(scope: Construct, workload: Workload): void {
  const { kubernetes, name, namespace } = workload;
  if (!kubernetes) return;
  const cluster = { name: `mk360-${name}`, labels: labelsOf(workload), annotations: { [reasonAnnotation]: kubernetes.reason } };
  new KubeServiceAccount(scope, `${name}-service-account`, {
    metadata: { name, labels: labelsOf(workload) },
    automountServiceAccountToken: false,
  });
  const role = new KubeClusterRole(scope, `${name}-role`, {
    metadata: cluster,
    rules: kubernetes.rules.map(({ groups, resources, verbs }) => ({
      apiGroups: [...groups],
      resources: [...resources],
      verbs: [...verbs],
    })),
  });
  const binding = new KubeClusterRoleBinding(scope, `${name}-binding`, {
    metadata: cluster,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: cluster.name },
    subjects: [{ kind: "ServiceAccount", name, namespace: namespace.name }],
  });
  // The chart gives its namespace to whatever is in it; these two belong to none.
  for (const object of [role, binding]) patch(object, remove("/metadata/namespace"));
}
