import { configFile } from "./config/config-file";
import { loadConfig } from "./config/load";
import { Stack } from "./model/stack";
import { type Generations, putSecretsBack, readGenerations, secretsAreBack } from "./output/generations";

/**
 * The stack of the current folder: its configuration, its generations, and the catalogue.
 * @param say what is told on the way, such as that an interrupted command's secrets were put back.
 * @throws Refusal when the configuration or the generations cannot be used.
 */
export async function openStack(say: (line: string) => void): Promise<{ readonly stack: Stack; readonly generations: Generations }> {
  const config = loadConfig(configFile, say);
  if (putSecretsBack()) say(secretsAreBack);
  const generations = readGenerations();
  // Loaded late: a refused configuration is said first, and a mistake in a service file is reported like any other.
  const { catalogue } = await import("./catalogue");
  return { stack: new Stack(catalogue, config, generations), generations };
}
