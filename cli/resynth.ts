import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { outputsOf } from "../charts/output/outputs";
import { publishOutputs } from "../charts/output/publish-outputs";
import { openProject } from "./project";

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

function textsOf(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length + 1), readFileSync(join(parentPath, name), "utf8")]),
  );
}
