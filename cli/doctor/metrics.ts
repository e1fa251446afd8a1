import type { Stack } from "../../charts/model/stack";
import { isAvailable } from "../cluster/objects";
import type { Facts } from "./facts";
import { type Finding, ok, wrong } from "./finding";

/** The group of the API that metrics-server answers. */
const group = "metrics.k8s.io";

/** Whoever reads figures of pods through the API server ends at its start where nobody answers them. */
export function metricsFindings({ services }: Pick<Stack, "services">, { systemDeployments }: Pick<Facts, "systemDeployments">): Finding[] {
  const readers = services.filter(({ kubernetes }) => kubernetes?.rules.some(({ groups }) => groups.includes(group)));
  if (readers.length === 0) return [];
  const names = readers.map(({ name }) => name).join(", ");
  const server = systemDeployments.find(({ metadata }) => metadata.name === "metrics-server");
  if (server && isAvailable(server)) return [ok("metrics API", `kube-system/metrics-server runs, which ${names} cannot do without`)];
  return [
    wrong(
      "metrics API",
      `${server ? "the pod of metrics-server is not ready" : "kube-system has no metrics-server"}, and ${names} does not live without it`,
      server
        ? "kubectl -n kube-system describe deployment metrics-server"
        : "remove metrics-server from disable in /etc/rancher/k3s/config.yaml on the server and restart k3s",
    ),
  ];
}
