import { whyNotRunning } from "../../model/not-running";
import type { Stack } from "../../model/stack";
import { code, table } from "../markdown";

/** What the catalogue has and this configuration does not run; nothing where all of it runs. */
export function parkedTable(stack: Stack): string[] {
  const parked = stack.catalogue.services.filter(({ name }) => !stack.has(name));
  if (parked.length === 0) return [];
  return [
    "## What does not run now",
    "Their volumes, if they were ever made, stay.",
    table(
      ["service", "what it does", "machine", "why not", "sites", "volumes"],
      parked.map((service) => [
        service.name,
        service.does,
        service.machine,
        whyNotRunning(service, stack.config),
        service.sites.map(({ name }) => name).join("\n") || "-",
        Object.entries(service.keeps)
          .map(([volume, { size }]) => `${code(`${service.name}/${volume}`)} ${size}`)
          .join("\n") || "-",
      ]),
    ),
  ];
}
