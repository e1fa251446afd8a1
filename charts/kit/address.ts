import { Service as KubeService, Protocol } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import type { Service } from "../model/service";
import { labelsOf, selectorOf } from "./labels";

/** The name under which other pods reach a service. */
export function addressOf(scope: Construct, { network }: Config, service: Service): KubeService {
  const address = new KubeService(scope, `${service.name}-address`, {
    metadata: { name: service.name, labels: labelsOf(service) },
    ...(service.fixedPlace === undefined ? {} : { clusterIP: network.services.at(service.fixedPlace) }),
    ...(service.reachedBeforeReady === undefined ? {} : { publishNotReadyAddresses: true }),
    ports: Object.entries(service.calledPorts).map(([name, { number, protocol }]) => ({
      name,
      port: number,
      targetPort: number,
      protocol: protocol === "UDP" ? Protocol.UDP : Protocol.TCP,
    })),
  });
  for (const [key, value] of Object.entries(selectorOf(service.name))) address.selectLabel(key, value);
  return address;
}
