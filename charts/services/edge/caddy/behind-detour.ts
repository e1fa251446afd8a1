import { Mistake, type Route } from "../../vocabulary";

/**
 * Where a service answers that a site asks for something.
 * @throws Mistake when none of the site's detours leads to it.
 */
export function behindDetour({ site, detours }: Route, service: string, what: string): string {
  const found = detours.find((detour) => detour.service === service);
  if (!found) throw new Mistake(`site ${site.name} asks "${service}" for ${what}, to which none of its detours leads; correct the name`);
  return found.backend;
}
