import { relative } from "node:path";
import { getSystemErrorMap, types } from "node:util";
import { type Fault, Refusal } from "./refusal";

type Words = readonly [value: string, allowed: string, fix: string];

/** What the operating system says, in the words of a person who has to mend it. */
const known: Readonly<Record<string, Words>> = {
  ENOSPC: ["the disk is full", "a disk with free space", "free some space"],
  EDQUOT: ["your share of the disk is full", "a quota with free space", "free some space"],
  EROFS: ["on a file system that can only be read", "a place that can be written", "mount it for writing, or work in a clone elsewhere"],
  EACCES: ["not yours to use", "what this user may read and write", "give it to the user who runs the command"],
  EPERM: ["not yours to use", "what this user may read and write", "give it to the user who runs the command"],
  EXDEV: [
    "on another disk than the rest",
    "the whole folder of the project on one file system",
    "put a plain folder in place of the mount",
  ],
  ENOTDIR: ["a file where a folder belongs", "a folder", "move the file away, or take the committed version back"],
  EISDIR: ["a folder where a file belongs", "a file", "move the folder away, or take the committed version back"],
  EEXIST: ["there already, and something else", "nothing, or what mk360 put there", "move it away"],
  ENOENT: ["not there", "a file or a folder that is there", "make it, or take the committed version back"],
  ELOOP: ["a link that leads back to itself", "a file or a folder", "remove the link, or take the committed version back"],
};

/** An error of the operating system as a refusal, such as a full disk; undefined for every other error. `place` where it names none. */
export function refusalOfSystem(error: unknown, place = "the file system"): Refusal | undefined {
  if (!isSystemError(error)) return undefined;
  const { code, syscall, errno } = error;
  const [value, allowed, fix] = known[code] ?? [getSystemErrorMap().get(errno)?.[1] ?? code, "what the system can do", "mend what it says"];
  const fault: Fault = { where: "", value: `${value} (${code}, ${syscall})`, allowed, fix: `${fix}, then run the same command again` };
  // A write to a file that is open already names no path.
  return new Refusal(error.path === undefined ? place : shortened(error.path), [fault]);
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly errno: number;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  if (!types.isNativeError(error)) return false;
  const { code, syscall, errno } = error as Partial<SystemError>;
  return typeof code === "string" && typeof syscall === "string" && typeof errno === "number";
}

/** Below the current folder as the owner names it, elsewhere in full. */
function shortened(path: string): string {
  const below = relative(".", path);
  return below === "" || below.startsWith("..") ? path : below;
}
