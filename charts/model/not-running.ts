import type { Config } from "../config/schema";
import type { Service } from "./service";

/** Why this configuration does not run a service of the catalogue; to be asked only of one that does not run. */
export function whyNotRunning(service: Service, config: Config): string {
  if (config.off.includes(service.name)) return "switched off";
  return service.phase > config.phase ? `comes in phase ${service.phase}` : "a setting leaves it out";
}
