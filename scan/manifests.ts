import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { loadAll } from "js-yaml";
import type { KubeObject } from "../charts/kit/manifest";
import type { DistObject } from "../test/support/stack";

export const root = join(__dirname, "..");

/** Every manifest below a folder of the repository, as absolute paths in the order of their names. */
export function manifestsIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => join(root, folder, file));
}

/** The objects as they stand on disk, which is what the cluster gets. */
export function objectsIn(folder: string): DistObject[] {
  return manifestsIn(folder).flatMap((file) =>
    (loadAll(readFileSync(file, "utf8")) as KubeObject[]).map((object) => ({ path: relative(join(root, folder), file), object })),
  );
}
