import { readFileSync, statSync } from "node:fs";
import { checkConfig } from "./checks";
import { configFile, isNamed } from "./config-file";
import { faultsOf } from "./faults";
import { settled } from "./moved-fields";
import { readYaml } from "./read-yaml";
import { Refusal } from "./refusal";
import { sentenceOnRoles } from "./roles";
import { type Config, configSchema } from "./schema";

/** The owner's file is a few kilobytes; a larger one is a mistake or an attack on the parser. */
const largestFile = 256 * 1024;

/**
 * Reads, checks and completes the owner's configuration.
 * @param say what is told on the way: that fields stand in places of old, or are left out and mean something.
 * @throws Refusal naming every field that is wrong.
 */
export function loadConfig(file: string, say?: (line: string) => void): Config {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new Refusal(file, [
      {
        where: found ? "this is no file" : "there is no such file",
        allowed: "a configuration file",
        fix: isNamed
          ? "correct MK360_CONFIG, or unset it for config.yaml of this folder"
          : "run the command in the folder of config.yaml; a lost one comes back with git checkout -- config.yaml",
      },
    ]);
  }
  if (found.size > largestFile) {
    throw new Refusal(file, [
      {
        where: "the whole file",
        value: `${found.size} bytes`,
        allowed: `at most ${largestFile} bytes`,
        fix: "check that it is the right file",
      },
    ]);
  }
  return parseConfig(readFileSync(file, "utf8"), file, say);
}

/** The same for a text that is already in memory; `file` names it in errors. */
export function parseConfig(text: string, file = configFile, say: (line: string) => void = () => undefined): Config {
  const { tree, said, inOwnWords } = settled(readYaml(text, file), file);
  const result = configSchema.safeParse(tree, { reportInput: true });
  const faults = result.success ? checkConfig(result.data) : result.error.issues.flatMap((issue) => faultsOf(issue));
  if (!result.success || faults.length > 0) throw new Refusal(file, faults.map(inOwnWords));
  for (const line of [said, sentenceOnRoles(tree, file)]) if (line !== undefined) say(line);
  return result.data;
}
