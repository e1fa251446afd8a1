import { readFileSync } from "node:fs";
import { configFile } from "../../charts/config/config-file";
import { parseConfig } from "../../charts/config/load";
import { publishFile } from "../../charts/output/publish";
import { resynth } from "../resynth";

/**
 * Changes the devices in config.yaml, and what follows from them. The new file is judged before it is written.
 * @throws Refusal when it would be refused by a synth.
 */
export async function changeDevices(change: (text: string) => string): Promise<void> {
  const text = change(readFileSync(configFile, "utf8"));
  parseConfig(text, configFile);
  publishFile(configFile, text);
  await resynth();
}

/** What is left to do after it, on the machines. */
export const nextSteps = `dist/ and generated/ follow. To bring it to the machines:
  kubectl apply -R -f dist
  mk360 hosts set-up vps     # the tunnel is not interrupted`;
