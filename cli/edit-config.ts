import { readFileSync } from "node:fs";
import { configFile } from "../charts/config/config-file";
import { parseConfig } from "../charts/config/load";
import { publishFile } from "../charts/output/publish";

/**
 * Changes the text of config.yaml. What comes out is judged before it is written.
 * @throws Refusal when it would be refused by a synth.
 */
export function editConfig(change: (text: string) => string): void {
  const text = change(readFileSync(configFile, "utf8"));
  parseConfig(text, configFile);
  publishFile(configFile, text);
}
