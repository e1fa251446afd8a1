import type { Dump } from "../vocabulary";
import library from "./lib.sh";

/** A dump by a script of ours, with what every script of the backups needs. */
export function dumpedBy(script: string, text: string): Pick<Dump, "command" | "files"> {
  return { command: ["sh", `/scripts/${script}`], files: { [`/scripts/${script}`]: text, "/scripts/lib.sh": library } };
}
