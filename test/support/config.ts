import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../charts/config/load";
import type { Config } from "../../charts/config/schema";

/** The tests' own copy of the configuration as it is shipped: config.yaml itself is the owner's, and may say anything legal. */
export const shippedConfigFile = join(__dirname, "config.yaml");

export const shippedConfigText = readFileSync(shippedConfigFile, "utf8");

/** The configuration as it is shipped. */
export const shippedConfig: Config = parseConfig(shippedConfigText);

/** The shipped configuration, with some fields of the top level changed. */
export function configWith(overrides: Partial<Config> = {}): Config {
  return { ...shippedConfig, ...overrides };
}
