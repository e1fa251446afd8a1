import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../charts/config/load";
import { Stack } from "../charts/model/stack";
import { type Generations, putSecretsBack, readGenerations, secretsAreBack } from "../charts/output/generations";
import { lockFile } from "../charts/output/publish-outputs";
import { readStateLock, type StateLock } from "../charts/output/state-lock";
import { terminal } from "./terminal";

/** The folder in which the command runs: the owner's configuration and what follows from it. */
export interface Project {
  readonly stack: Stack;
  readonly lock: StateLock;
  readonly generations: Generations;
}

/**
 * Reads the project in the current folder.
 * @throws Refusal when the configuration or one of the files beside it cannot be used.
 */
export async function openProject(): Promise<Project> {
  const config = loadConfig(process.env.MK360_CONFIG ?? "config.yaml");
  if (putSecretsBack()) terminal.say(secretsAreBack);
  const generations = readGenerations();
  // Loaded late: a refused configuration is said before hundreds of services are read.
  const { catalogue } = await import("../charts/catalogue");
  return { stack: new Stack(catalogue, config, generations), lock: readStateLock(lockFile), generations };
}

/** Every file below a folder with its text, by its path in it; none where there is no folder. */
export function textsOf(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length + 1), readFileSync(join(parentPath, name), "utf8")]),
  );
}
