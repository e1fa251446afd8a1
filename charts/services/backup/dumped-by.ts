import type { Dump } from "../vocabulary";
import library from "./lib.sh";

/** A dump, or its way back, by a script of ours with the texts that lie beside it, and with what every script of the backups needs. */
export function dumpedBy(script: string, text: string, beside: Readonly<Record<string, string>> = {}): Pick<Dump, "command" | "files"> {
  const texts = Object.entries({ ...beside, [script]: text, "lib.sh": library });
  return {
    command: ["sh", `/scripts/${script}`],
    files: Object.fromEntries(texts.map(([name, content]) => [`/scripts/${name}`, content])),
  };
}
