import { createHash } from "node:crypto";
import type { Config } from "../../config/schema";

/** The network of podman, and its bridge. */
export const coldStartBridge = "mk360-cold";

/**
 * In it a service has the address of its Service, so that the proxy finds it as it does in the cluster. Those with a place
 * of their own have it from 16 on; the others get one of the eight before.
 */
export function coldStartRange({ network: { services } }: Config): string {
  return `${services.at(0)}/24`;
}

/** The file in which podman has a network. No names are answered in it: the pods ask the home network's resolver. */
export function networkFile(config: Config): string {
  const { services } = config.network;
  return `${JSON.stringify(
    {
      name: coldStartBridge,
      id: createHash("sha256").update(coldStartBridge).digest("hex"),
      driver: "bridge",
      network_interface: coldStartBridge,
      created: "2026-01-01T00:00:00Z",
      subnets: [
        {
          subnet: coldStartRange(config),
          gateway: services.at(1),
          lease_range: { start_ip: services.at(8), end_ip: services.at(15) },
        },
      ],
      ipv6_enabled: false,
      internal: false,
      dns_enabled: false,
      ipam_options: { driver: "host-local" },
    },
    undefined,
    2,
  )}\n`;
}
