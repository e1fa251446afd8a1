import type { Seed } from "../model/seed";
import type { Stack } from "../model/stack";
import { json } from "./json";

/** The content of seeds.json. */
export interface SeedsDocument {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
  /** By service, then by kind. */
  readonly services: Readonly<Record<string, Readonly<Record<string, readonly Seed[]>>>>;
}

/** What is to be made inside the services, as data, for the jobs that set them up. */
export function seedsJson(stack: Stack): string {
  return json(seedsDocument(stack));
}

export function seedsDocument(stack: Stack): SeedsDocument {
  const seeds = stack.services.map((service) => [service.name, stack.seedsOf(service)] as const);
  return { version: 1, services: Object.fromEntries(seeds.filter(([, kinds]) => Object.keys(kinds).length > 0)) };
}
