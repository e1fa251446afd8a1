import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../charts/model/stack";
import { openStack } from "../charts/open-stack";
import type { Generations } from "../charts/output/generations";
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
  return { ...(await openStack((line) => terminal.say(line))), lock: readStateLock(lockFile) };
}

/** Every file below a folder with its text, by its path in it; none where there is no folder. */
export function textsOf(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length + 1), readFileSync(join(parentPath, name), "utf8")]),
  );
}
