import type { Config } from "../config/schema";
import type { Service } from "./service";

/** Why this configuration does not run a service of the catalogue; to be asked only of one that does not run. */
export function whyNotRunning(service: Service, config: Config): string {
  if (config.off.includes(service.name)) return "switched off";
  if (service.phase > config.phase) return `comes in phase ${service.phase}`;
  // Its phase has come and the settings want it, so its group is off.
  return service.isWanted(config) ? "switched off" : "a setting leaves it out";
}
