import type { Stack } from "../../model/stack";
import { table } from "../markdown";

/** What the set-up makes inside the services. */
export function seedsTable(stack: Stack): string[] {
  const rows = stack.services.flatMap((service) =>
    Object.entries(stack.seedsOf(service)).flatMap(([kind, entries]) =>
      entries.map((entry) => [service.name, kind, entry.name, entry.holds]),
    ),
  );
  if (rows.length === 0) return [];
  return ["## Made inside the services", table(["service", "kind", "name", "what belongs there"], rows)];
}
