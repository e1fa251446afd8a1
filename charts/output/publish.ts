import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files by path below the folder that they belong to. */
export type Tree = ReadonlyMap<string, string>;

/**
 * Makes `folder` hold exactly `tree`: what is new is written, what is stale is gone, and a folder that is
 * right already is left alone. The new folder is built beside the old one and takes its place at once, so
 * that a crash or a full disk leaves the old one whole.
 */
export function publish(folder: string, tree: Tree, workspace: string): void {
  if (isSame(folder, tree)) return;
  const next = join(workspace, `next-${process.pid}`);
  const previous = join(workspace, `previous-${process.pid}`);
  try {
    rmSync(next, { recursive: true, force: true });
    write(next, tree);
    mkdirSync(dirname(folder), { recursive: true });
    if (existsSync(folder)) renameSync(folder, previous);
    renameSync(next, folder);
  } catch (error) {
    if (!existsSync(folder) && existsSync(previous)) renameSync(previous, folder);
    throw error;
  } finally {
    rmSync(next, { recursive: true, force: true });
    rmSync(previous, { recursive: true, force: true });
  }
}

/** One file, replaced at once; left alone when it is right already. */
export function publishFile(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text);
  renameSync(next, file);
}

/** Writes the files of `tree` into a folder that may hold others. */
export function write(folder: string, tree: Tree): void {
  const made = new Set<string>();
  for (const [path, text] of tree) {
    const file = join(folder, path);
    const directory = dirname(file);
    if (!made.has(directory)) mkdirSync(directory, { recursive: true });
    made.add(directory);
    writeFileSync(file, text);
  }
}

function isSame(folder: string, tree: Tree): boolean {
  if (!existsSync(folder)) return tree.size === 0;
  const present = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  if (present.length !== tree.size) return false;
  for (const [path, text] of tree) {
    const file = join(folder, path);
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) return false;
  }
  return true;
}
