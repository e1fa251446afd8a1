import type { KubeObject } from "../../charts/kit/manifest";

/** Where the API server lists the objects of each kind that dist has. */
export const listOf: Readonly<Record<string, string>> = {
  Namespace: "/api/v1/namespaces",
  ConfigMap: "/api/v1/configmaps",
  Service: "/api/v1/services",
  ServiceAccount: "/api/v1/serviceaccounts",
  ResourceQuota: "/api/v1/resourcequotas",
  LimitRange: "/api/v1/limitranges",
  PersistentVolume: "/api/v1/persistentvolumes",
  PersistentVolumeClaim: "/api/v1/persistentvolumeclaims",
  Deployment: "/apis/apps/v1/deployments",
  StatefulSet: "/apis/apps/v1/statefulsets",
  DaemonSet: "/apis/apps/v1/daemonsets",
  Job: "/apis/batch/v1/jobs",
  CronJob: "/apis/batch/v1/cronjobs",
  NetworkPolicy: "/apis/networking.k8s.io/v1/networkpolicies",
  PriorityClass: "/apis/scheduling.k8s.io/v1/priorityclasses",
  StorageClass: "/apis/storage.k8s.io/v1/storageclasses",
  Role: "/apis/rbac.authorization.k8s.io/v1/roles",
  RoleBinding: "/apis/rbac.authorization.k8s.io/v1/rolebindings",
  ClusterRole: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  ClusterRoleBinding: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
};

const controllers = ["Deployment", "StatefulSet", "DaemonSet"];

/** Whether the pods of an object run for as long as it is there. */
export function runsAlways({ kind }: Pick<KubeObject, "kind">): boolean {
  return controllers.includes(kind);
}
