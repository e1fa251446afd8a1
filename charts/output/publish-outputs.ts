import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Outputs } from "./outputs";
import { publish, publishFile } from "./publish";
import { stateLockText } from "./state-lock";

export const lockFile = "state.lock.yaml";

/** Below generated/, and yet no synth's: the tests on two machines write it (test/cluster/tear-down.ts). */
export const runReport = "docs/test-run.md";

/** Puts everything that a synth gives into its place in the current folder. */
export function publishOutputs({ dist, generated, state, beside, released }: Outputs): void {
  publish("dist", dist);
  publish("generated", generated, { along: existsSync(join("generated", runReport)) ? [runReport] : [] });
  publishFile(lockFile, stateLockText({ state, beside, released }));
}
