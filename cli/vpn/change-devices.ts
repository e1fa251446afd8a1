import { editConfig } from "../edit-config";
import { resynth } from "../resynth";

/**
 * Changes the devices in config.yaml, and what follows from them.
 * @throws Refusal when the new file would be refused by a synth; nothing is written then.
 */
export async function changeDevices(change: (text: string) => string): Promise<void> {
  editConfig(change);
  await resynth();
}

/** What is left to do after it, on the machines. */
export const nextSteps = `dist/ and generated/ follow. To bring it to the machines:
  kubectl apply -R -f dist
  mk360 hosts set-up vps     # the tunnel is not interrupted`;
