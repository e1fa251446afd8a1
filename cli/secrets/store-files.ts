import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Refusal } from "../../charts/config/refusal";
import { generationsFile } from "../../charts/output/generations";

export const folder = dirname(generationsFile);
export const authorityFile = "authority.yaml";

/** The files of secrets/ by their path in it. */
export interface SecretFiles {
  /** What mk360 writes, with its text. */
  readonly ours: ReadonlyMap<string, string>;
  /** Whatever else lies there; it stays as it is. */
  readonly others: readonly string[];
}

/** Whether a file of the folder is a Secret for the cluster. */
export function isSecretFile(path: string): boolean {
  return /^cluster\/.*\.ya?ml$/.test(path);
}

/**
 * Everything that lies in the folder; an absent one is empty.
 * @throws Refusal when the folder is no folder, or something in it leads elsewhere.
 */
export function readFolder(): SecretFiles {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return { ours: new Map(), others: [] };
  if (!found.isDirectory()) throw elsewhere(folder, found.isSymbolicLink());
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  for (const entry of entries) {
    if (!entry.isFile()) throw elsewhere(join(entry.parentPath, entry.name), entry.isSymbolicLink());
  }
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
  const ours = paths.filter((path) => isSecretFile(path) || path === authorityFile || join(folder, path) === generationsFile);
  return {
    ours: new Map(ours.map((path) => [path, readFileSync(join(folder, path), "utf8")])),
    others: paths.filter((path) => !ours.includes(path)),
  };
}

function elsewhere(path: string, isLink: boolean): Refusal {
  return new Refusal(path, [
    {
      where: "",
      value: isLink ? "a link" : "neither a file nor a folder",
      allowed:
        "files and folders of the repository itself: the folder is replaced as a whole, and Git keeps no more of a link than its name",
      fix: "put the files themselves there",
    },
  ]);
}
