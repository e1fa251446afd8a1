import type { Construct } from "constructs";
import { KubeClusterRole, KubeClusterRoleBinding, KubeServiceAccount } from "../../imports/k8s";
import { partOf, reasonAnnotation } from "./labels";

const name = "reader";
const namespace = "ops";
const looks = ["get", "list", "watch"];

/** What Kubernetes' own role `view` leaves out because it belongs to no namespace, and who may do what. */
const beyondNamespaces = [
  { apiGroups: [""], resources: ["nodes", "persistentvolumes"] },
  { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"] },
  { apiGroups: ["scheduling.k8s.io"], resources: ["priorityclasses"] },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings", "clusterroles", "clusterrolebindings"] },
  { apiGroups: ["metrics.k8s.io"], resources: ["nodes", "pods"] },
];

/** The account for every day: it looks at everything but secrets, and changes nothing. */
export function reader(scope: Construct): void {
  const annotations = { [reasonAnnotation]: "for every day: whoever only looks cannot break anything, and sees no secret" };
  const ofCluster = (suffix: string) => ({ name: `mk360-${name}${suffix}`, labels: partOf, annotations });
  new KubeServiceAccount(scope, "account", {
    metadata: { name, namespace, labels: partOf, annotations },
    automountServiceAccountToken: false,
  });
  new KubeClusterRole(scope, "role", {
    metadata: ofCluster(""),
    rules: beyondNamespaces.map((rule) => ({ ...rule, verbs: looks })),
  });
  for (const [suffix, role] of [
    ["", `mk360-${name}`],
    ["-view", "view"],
  ] as const) {
    new KubeClusterRoleBinding(scope, `binding${suffix}`, {
      metadata: ofCluster(suffix),
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    });
  }
}
