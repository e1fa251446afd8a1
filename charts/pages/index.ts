import type { Stack } from "../model/stack";
import { backupsPage } from "./backups-page";
import { capacityPage } from "./capacity-page";
import { deviationsPage } from "./deviations-page";
import { dnsPage } from "./dns-page";
import { exceptionsPage } from "./exceptions-page";
import { monitorsJson } from "./monitors-json";
import { networkJson } from "./network-json";
import { networkPage } from "./network-page";
import { personalDataPage } from "./personal-data-page";
import { secretsJson } from "./secrets-json";
import { secretsPage } from "./secrets-page";
import { seedsJson } from "./seeds-json";
import { servicesPage } from "./services-page";

/** Path below generated/, and what writes the text; in the order of the paths. */
const writers: readonly (readonly [path: string, write: (stack: Stack) => string])[] = [
  ["docs/backups.md", backupsPage],
  ["docs/capacity.md", capacityPage],
  ["docs/deviations.md", deviationsPage],
  ["docs/dns.md", dnsPage],
  ["docs/exceptions.md", exceptionsPage],
  ["docs/network.json", networkJson],
  ["docs/network.md", networkPage],
  ["docs/personal-data.md", personalDataPage],
  ["docs/secrets.md", secretsPage],
  ["docs/services.md", servicesPage],
  ["monitors.json", monitorsJson],
  ["secrets.json", secretsJson],
  ["seeds.json", seedsJson],
];

/** Every page of the stack by its path below generated/. */
export function pagesOf(stack: Stack): ReadonlyMap<string, string> {
  return new Map(writers.map(([path, write]) => [path, write(stack)]));
}
