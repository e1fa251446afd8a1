import { join } from "node:path";
import { outputsOf } from "../charts/output/outputs";
import { publishOutputs } from "../charts/output/publish-outputs";
import { openProject, textsOf } from "./project";

/**
 * Does what `npm run synth` does, after a secret has changed: its new generation makes new pods.
 * Returns the paths of dist that are new or other than before, in the order in which they are applied.
 */
export async function resynth(): Promise<readonly string[]> {
  const { stack, lock } = await openProject();
  const outputs = outputsOf(stack, lock);
  const before = textsOf("dist");
  publishOutputs(outputs, lock);
  return [...outputs.dist]
    .filter(([path, text]) => before.get(path) !== text)
    .map(([path]) => join("dist", path))
    .sort();
}
