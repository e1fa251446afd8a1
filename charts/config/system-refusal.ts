import { Refusal } from "./refusal";

/** What the system says of a file or a program, in words, with the way out. */
const reasons: Readonly<Record<string, readonly [value: string, allowed: string, fix: string]>> = {
  ENOENT: ["not there", "a path that exists", "make it, or take the committed version back"],
  EACCES: ["closed to you", "what you may read and write", "give yourself the right: see `ls -l`"],
  EPERM: ["closed to you", "what you may read and write", "give yourself the right: see `ls -l`"],
  EROFS: ["on a disk that is read-only", "a place that can be written", "work in a folder on another disk"],
  ENOSPC: ["on a disk that is full", "a disk with free space", "free some, then run the same command again"],
  EDQUOT: ["beyond your share of the disk", "a disk with free space", "free some, then run the same command again"],
  EISDIR: ["a folder", "a file", "move the folder away, or take the committed version back"],
  ENOTDIR: ["no folder, or below something that is none", "a folder", "move the file away, or take the committed version back"],
  ENOTEMPTY: ["not empty any more", "a folder that one command at a time writes", "run the same command again"],
  EXDEV: ["on another disk than the project", "a project in one place", "make the folder an ordinary one, without a mount or a link"],
  EMFILE: ["one file too many", "more open files", "raise `ulimit -n`"],
  E2BIG: ["given too much at once", "a shorter value", "check that it is the right value"],
};

/** A fault of the system as a refusal; undefined for whatever else went wrong. */
export function systemRefusal(error: unknown): Refusal | undefined {
  const { code = "", path, syscall = "" } = (error ?? {}) as NodeJS.ErrnoException;
  const known = reasons[code];
  if (!known || (path === undefined && syscall === "")) return undefined;
  const [value, allowed, fix] = known;
  const isProgram = syscall.startsWith("spawn");
  return new Refusal(path ?? "the system", [
    isProgram && code === "ENOENT"
      ? { where: "the program", value, allowed: "a program on the path", fix: "install it, or put its folder on the path" }
      : { where: "", value, allowed, fix },
  ]);
}
