import type { Config } from "../config/schema";
import type { Service } from "./service";

/** The name that services have in common, before their first hyphen: `opensign` of `opensign-server`. */
const sharedName = (name: string): string => name.split("-")[0] ?? name;

/** Services that one word stands for under `off`: at least two, whose names begin with it; in the order of the catalogue. */
export function groupsOf(services: readonly Service[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name } of services) {
    if (name.includes("-")) groups.set(sharedName(name), [...(groups.get(sharedName(name)) ?? []), name]);
  }
  return new Map([...groups].filter(([group, members]) => members.length > 1 && !services.some(({ name }) => name === group)));
}

/** The names of the services that the owner has switched off, each by its own name or with its group. */
export function switchedOff(services: readonly Service[], { off }: Config): ReadonlySet<string> {
  const groups = groupsOf(services);
  return new Set(off.flatMap((word) => groups.get(word) ?? [word]));
}
