import { type DatabaseSet, databasesOf, isBackedUp, type VolumeSet, volumesOf } from "../../facts/data-sets";
import type { Stack } from "../../model/stack";
import { groupedBy } from "../../values/order";
import { page, table } from "../markdown";
import { directoriesPart } from "./directories";
import { imagesTable } from "./images";
import { loginsTable } from "./logins";
import { parkedTable } from "./parked";
import { seedsTable } from "./seeds";
import { hostPortsTable, ownersTable, secretPathsTable, sitesTable, withoutLoginTable } from "./sites";
import { volumesTable } from "./volumes";

/** Every service: what it is for, where it runs and what it holds. The names are those that config.yaml takes. */
export function servicesPage(stack: Stack): string {
  return page(
    "Services",
    "config.yaml takes its names from here: services for `off`, sites for `hosts`, volumes for `volumes`, images for `images.overrides`.",
    "## What runs where",
    table(
      ["service", "what it does", "network", "namespace", "machine", "phase"],
      stack.services.map(({ name, does, network, namespace, machine, phase }) => [
        name,
        does,
        network,
        namespace.name,
        machine,
        `${phase}`,
      ]),
    ),
    "## Host names",
    sitesTable(stack),
    "## Programs that their first visitor would own",
    "Their set-up makes the owner from inside. The proxy asks the program itself, every half minute, and passes on nobody until it has one.",
    ownersTable(stack),
    "## Sites without a login of their own",
    "The VPN's proxy asks for a password before them: user `owner`, the password is in the secret `vpn-sites-login`.",
    withoutLoginTable(stack),
    "## The access log",
    "A line says who asked for which address and what the answer was. No header, cookie, body or query is in it, and of these addresses only the beginning.",
    secretPathsTable(stack),
    "## Refused logins",
    "How they show in the access log of the public proxy, and how many of one address within ten minutes end with a ban; of SSH five. A ban is for a day, the next one for two, and so on.",
    "Home network and VPN are never banned, and neither is the address from which somebody is in the VPN. To let somebody in again: `sudo fail2ban-client unban ADDRESS` on the server.",
    loginsTable(stack),
    "## Ports of the machines",
    "Only these services take a port of a machine. The system's own (SSH, WireGuard, k3s) are not among them.",
    hostPortsTable(stack),
    "## Volumes",
    volumesTable(stack),
    ...directoriesPart(stack),
    "## Data",
    dataTable(stack),
    ...seedsTable(stack),
    "## Images",
    imagesTable(stack),
    ...parkedTable(stack),
  );
}

/** Per service, because a backup and a register are made per service. */
function dataTable(stack: Stack): string {
  const volumes = groupedBy(volumesOf(stack), ({ service }) => service.name);
  const databases = groupedBy(databasesOf(stack), ({ owner }) => owner.name);
  return table(
    ["service", "volumes", "databases", "backup", "personal data"],
    stack.services.map(({ name, personalData }) => {
      const own = volumes.get(name) ?? [];
      const granted = databases.get(name) ?? [];
      return [
        name,
        own.map((volume) => volume.name).join("\n") || "-",
        granted.map((database) => `${database.name} (${database.provider})`).join("\n") || "-",
        backupOf([...own, ...granted]),
        personalData.length > 0 ? "yes" : "no",
      ];
    }),
  );
}

function backupOf(sets: readonly (VolumeSet | DatabaseSet)[]): string {
  if (sets.length === 0) return "keeps nothing";
  const count = sets.filter(isBackedUp).length;
  if (count === 0) return "no";
  return count === sets.length ? "daily" : `daily, ${count} of ${sets.length}`;
}
