import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Fault, Refusal } from "../../charts/config/refusal";
import { isWithin } from "./private-file";

/**
 * Looks at where something shall be written in the clear, before anything is decrypted for it.
 * @throws Refusal when the file exists, its folder does not, or it would lie in the project's folder, and so in Git's.
 */
export function refuseTarget(file: string, source: string): void {
  const folder = dirname(resolve(file));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw refused(source, { value: file, allowed: "a file in a folder that exists", fix: `mkdir ${folder}, or name a file elsewhere` });
  if (isWithin(realpathSync("."), realpathSync(folder))) {
    const allowed = "a path outside the project's folder, where no commit can take it along";
    throw refused(source, { value: file, allowed, fix: "name a file elsewhere, such as /media/stick/mk360.yaml" });
  }
  if (lstatSync(file, { throwIfNoEntry: false })) throw taken(file, source);
}

/**
 * Writes a new file that only its owner can read: whole, or not at all.
 * @throws Refusal when it exists, or cannot be written; what of the text could not be removed is named then.
 */
export function writeInTheClear(file: string, text: string, source: string): void {
  const part = join(dirname(file), `.${basename(file)}.${randomUUID().slice(0, 8)}`);
  try {
    // Made empty first: a rename alone would take the place of whatever has come there meanwhile.
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    throw unwritten(error, file, source, []);
  }
  try {
    writeWhole(part, text);
    renameSync(part, file);
  } catch (error) {
    throw unwritten(error, file, source, [part, file].filter(stays));
  }
}

/** Until it lies on the disk: one that is full, or was pulled out, says so here. */
function writeWhole(file: string, text: string): void {
  const descriptor = openSync(file, "wx", 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a file; true where that failed. */
function stays(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return false;
  } catch {
    return true;
  }
}

function unwritten(error: unknown, file: string, source: string, left: readonly string[]): Refusal {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") return taken(file, source);
  const full = code === "ENOSPC" || code === "EDQUOT";
  const allowed = full ? "a file on a disk with free space" : "a file in a folder that you may write to";
  const fix = full ? "free some space, or name a file elsewhere" : "name a file elsewhere";
  const rest = left.length === 0 ? "nothing was left there" : `remove ${left.join(" and ")} yourself: clear text may be in it`;
  return refused(source, { value: `${file} (${message})`, allowed, fix: `${fix}; ${rest}` });
}

function taken(file: string, source: string): Refusal {
  return refused(source, { value: file, allowed: "a file that does not exist yet", fix: "name another one; nothing is ever written over" });
}

function refused(source: string, fault: Omit<Fault, "where">): Refusal {
  return new Refusal(source, [{ where: "--to", ...fault }]);
}
