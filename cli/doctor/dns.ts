import type { Config } from "../../charts/config/schema";
import { isAvailable } from "../cluster/objects";
import { enable, partsMissing } from "./disabled-parts";
import type { Facts } from "./facts";
import { type Finding, ok, wrong, wrongBy } from "./finding";

/** The label by which our policies let pods ask for names. */
const dnsPods = ["k8s-app", "kube-dns"] as const;

/** CoreDNS runs, and its Service leads to the pods that our policies open the way to. */
export function dnsFindings(
  { systemDeployments, services }: Pick<Facts, "systemDeployments" | "services">,
  { network }: Config,
): Finding[] {
  const coredns = systemDeployments.find(({ metadata }) => metadata.name === "coredns");
  const service = services.find(({ metadata }) => metadata.namespace === "kube-system" && metadata.name === "kube-dns");
  const address = service?.spec.clusterIP ?? "";
  const [label, value] = dnsPods;
  return [
    coredns && isAvailable(coredns)
      ? ok("CoreDNS", "kube-system/coredns runs")
      : coredns
        ? wrong("CoreDNS", "its pod is not ready", "kubectl -n kube-system describe deployment coredns")
        : wrongBy(partsMissing, "CoreDNS", "kube-system has none", enable("coredns")),
    service && network.services.contains(address) && service.spec.selector?.[label] === value
      ? ok("DNS service", `kube-dns has ${address} and leads to ${label}=${value}`)
      : wrong(
          "DNS service",
          service
            ? `kube-dns has ${address || "no address"} and leads to ${label}=${service.spec.selector?.[label] ?? "nothing"}`
            : "kube-system has no Service kube-dns",
          "restart k3s on the server, which makes it anew; remove a wrong one before, with kubectl -n kube-system delete service kube-dns",
        ),
  ];
}
