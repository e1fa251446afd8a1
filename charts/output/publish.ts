import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files by path below the folder that they belong to. */
export type Tree = ReadonlyMap<string, string>;

/** Where a folder of the project is built before it takes the place of the old one. */
export const workspace = ".cdk8s";

export interface PublishOptions {
  /** What the folder must still hold when it is replaced. Default: whatever it holds. */
  readonly instead?: Tree;
  /** Files of the folder that are not ours, by path; they come along as they lie there. Default: none. */
  readonly along?: readonly string[];
}

/** Somebody else has changed the folder meanwhile; nothing was written. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/**
 * Makes `folder` hold exactly `tree` and what comes along: what is new is written, what is stale is gone, and a folder
 * that is right already is left alone. The new folder is built beside the old one and takes its place at once, so that a
 * crash or a full disk leaves the old one whole.
 * @throws Overtaken when the folder is not what it must still be.
 */
export function publish(folder: string, tree: Tree, { instead, along = [] }: PublishOptions = {}): void {
  if (isSame(folder, tree, along)) return;
  const next = join(workspace, `${folder}.next-${process.pid}`);
  const previous = join(workspace, `${folder}.previous-${process.pid}`);
  try {
    rmSync(next, { recursive: true, force: true });
    write(next, tree);
    for (const path of along) {
      mkdirSync(dirname(join(next, path)), { recursive: true });
      copyFileSync(join(folder, path), join(next, path));
    }
    mkdirSync(dirname(folder), { recursive: true });
    if (existsSync(folder)) renameSync(folder, previous);
    // Looked at after it was taken away, so that nobody can come in between.
    if (instead && !isSame(previous, instead, along)) throw new Overtaken(folder);
    renameSync(next, folder);
  } catch (error) {
    if (!existsSync(folder) && existsSync(previous)) renameSync(previous, folder);
    throw error;
  } finally {
    rmSync(next, { recursive: true, force: true });
    rmSync(previous, { recursive: true, force: true });
  }
}

/**
 * Puts back what a publication that was killed between its two renames had taken away. Returns whether it did; where the
 * folder is there, such a leftover is only removed.
 */
export function putBack(folder: string): boolean {
  const leftovers = existsSync(workspace) ? readdirSync(workspace).filter((name) => name.startsWith(`${folder}.previous-`)) : [];
  const dead = leftovers.filter((name) => !runs(Number(name.slice(name.lastIndexOf("-") + 1)))).map((name) => join(workspace, name));
  const [only] = dead;
  const needed = only !== undefined && !existsSync(folder);
  if (needed) renameSync(only, folder);
  for (const path of dead) rmSync(path, { recursive: true, force: true });
  return needed;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** One file, replaced at once; left alone when it is right already. */
export function publishFile(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text);
  renameSync(next, file);
}

/** Writes files, by path, into a folder that may hold others; each as it comes. */
export function write(folder: string, files: Iterable<readonly [path: string, text: string]>): void {
  const made = new Set<string>();
  for (const [path, text] of files) {
    const file = join(folder, path);
    const directory = dirname(file);
    if (!made.has(directory)) mkdirSync(directory, { recursive: true });
    made.add(directory);
    writeFileSync(file, text);
  }
}

function isSame(folder: string, tree: Tree, along: readonly string[]): boolean {
  if (!existsSync(folder)) return tree.size + along.length === 0;
  const present = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  if (present.length !== tree.size + along.length) return false;
  for (const [path, text] of tree) {
    const file = join(folder, path);
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) return false;
  }
  return along.every((path) => existsSync(join(folder, path)));
}
