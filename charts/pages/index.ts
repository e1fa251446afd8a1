import { monitorsJson } from "../facts/monitors";
import { networkJson } from "../facts/network";
import { secretsJson } from "../facts/secrets";
import { seedsJson } from "../facts/seeds";
import { zoneFile } from "../facts/zone";
import type { Stack } from "../model/stack";
import { backupsPage } from "./backups/backups-page";
import { byHandPage } from "./by-hand-page";
import { capacityPage } from "./capacity/capacity-page";
import { deviationsPage } from "./decisions/deviations-page";
import { exceptionsPage } from "./decisions/exceptions-page";
import { synologyPage } from "./machines/synology-page";
import { dnsPage } from "./network/dns-page";
import { networkPage } from "./network/network-page";
import { personalDataPage } from "./personal-data-page";
import { secretsPage } from "./secrets/secrets-page";
import { servicesPage } from "./services/services-page";

/** Path below generated/, and what writes the text; in the order of the paths. */
const writers: readonly (readonly [path: string, write: (stack: Stack) => string])[] = [
  ["dns.zone", zoneFile],
  ["docs/backups.md", backupsPage],
  ["docs/by-hand.md", byHandPage],
  ["docs/capacity.md", capacityPage],
  ["docs/deviations.md", deviationsPage],
  ["docs/dns.md", dnsPage],
  ["docs/exceptions.md", exceptionsPage],
  ["docs/network.json", networkJson],
  ["docs/network.md", networkPage],
  ["docs/personal-data.md", personalDataPage],
  ["docs/secrets.md", secretsPage],
  ["docs/services.md", servicesPage],
  ["docs/synology.md", synologyPage],
  ["monitors.json", monitorsJson],
  ["secrets.json", secretsJson],
  ["seeds.json", seedsJson],
];

/** Every page of the stack by its path below generated/. */
export function pagesOf(stack: Stack): ReadonlyMap<string, string> {
  return new Map(writers.map(([path, write]) => [path, write(stack)]));
}
