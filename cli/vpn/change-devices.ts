import { editConfig } from "../edit-config";
import { resynth } from "../resynth";

/** What brings the list of devices to all who must know it, however far somebody has come with that. */
export const bringsThem = "npx mk360 vpn apply";

/**
 * Changes the devices in config.yaml, and what follows from them.
 * @throws Refusal when the new file would be refused by a synth; nothing is written then.
 */
export async function changeDevices(change: (text: string) => string): Promise<void> {
  editConfig(change);
  await resynth();
}

/** What is left to do after it. */
export const nextStep = `dist/ and generated/ follow. To bring it to the machines and into the cluster: ${bringsThem}`;
