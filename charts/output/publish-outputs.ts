import type { Outputs } from "./outputs";
import { publish, publishFile } from "./publish";
import { stateLockText } from "./state-lock";

export const lockFile = "state.lock.yaml";

/** Puts everything that a synth gives into its place in the current folder. */
export function publishOutputs({ dist, generated, state, beside, released }: Outputs): void {
  publish("dist", dist);
  publish("generated", generated);
  publishFile(lockFile, stateLockText({ state, beside, released }));
}
