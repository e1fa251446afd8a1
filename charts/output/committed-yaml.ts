import { readFileSync, statSync } from "node:fs";
import { load, YAMLException } from "js-yaml";
import type { Refusal } from "../config/refusal";

/**
 * The content of a file that a command of ours wrote and the owner committed.
 * @throws what `refuse` makes of the place and the reason, when it is no file, or no YAML any more.
 */
export function readCommittedYaml(file: string, refuse: (where: string, reason: string) => Refusal): unknown {
  if (!statSync(file).isFile()) throw refuse("", "no file");
  try {
    return load(readFileSync(file, "utf8"), { maxAliases: 0, maxDepth: 10 });
  } catch (error) {
    if (error instanceof YAMLException) throw refuse(error.mark ? `line ${error.mark.line + 1}` : "", error.reason);
    throw error;
  }
}
