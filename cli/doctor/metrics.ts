import type { Stack } from "../../charts/model/stack";
import { isAvailable } from "../cluster/objects";
import { enable, partsMissing } from "./disabled-parts";
import type { Facts } from "./facts";
import { type Finding, ok, wrong, wrongBy } from "./finding";

/** The group of the API that metrics-server answers. */
const group = "metrics.k8s.io";

/** Whoever reads figures of pods through the API server ends at its start where nobody answers them. */
export function metricsFindings({ services }: Pick<Stack, "services">, { systemDeployments }: Pick<Facts, "systemDeployments">): Finding[] {
  const readers = services.filter(({ kubernetes }) => kubernetes?.rules.some(({ groups }) => groups.includes(group)));
  if (readers.length === 0) return [];
  const names = readers.map(({ name }) => name).join(", ");
  const server = systemDeployments.find(({ metadata }) => metadata.name === "metrics-server");
  if (server && isAvailable(server)) return [ok("metrics API", `kube-system/metrics-server runs, which ${names} cannot do without`)];
  const without = `${names} does not live without it`;
  return [
    server
      ? wrong(
          "metrics API",
          `the pod of metrics-server is not ready, and ${without}`,
          "kubectl -n kube-system describe deployment metrics-server",
        )
      : wrongBy(partsMissing, "metrics API", `kube-system has no metrics-server, and ${without}`, enable("metrics-server")),
  ];
}
