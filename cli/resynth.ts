import { outputsOf } from "../charts/output/outputs";
import { publishOutputs } from "../charts/output/publish-outputs";
import { openProject, textsOf } from "./project";

/**
 * Does what `npm run synth` does, after a secret has changed: its new generation makes new pods.
 * Returns how many files of dist are new or other than before.
 */
export async function resynth(): Promise<number> {
  const { stack, lock } = await openProject();
  const outputs = outputsOf(stack, lock);
  const before = textsOf("dist");
  publishOutputs(outputs);
  return [...outputs.dist].filter(([path, text]) => before.get(path) !== text).length;
}
