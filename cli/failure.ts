import { Refusal, show } from "../charts/config/refusal";
import { refusalOfSystem } from "../charts/config/system-fault";
import { Mistake } from "../charts/model/mistake";
import { looksOnly } from "./looks-only";

/** Enough of a trace to find the place. */
const frames = 8;

/** What the operator reads when the command line `args` has failed: what to mend, or that nobody but we can. */
export function failureText(error: unknown, args: readonly string[]): string {
  if (error instanceof Refusal || error instanceof Mistake) return error.message;
  const refusal = refusalOfSystem(error);
  if (refusal) return refusal.message;
  const written = looksOnly(args)
    ? "Nothing was written."
    : "Look at git status before you go on: something may have been written already.";
  return [`This is a bug of mk360, no mistake of yours. ${written}`, ...traceOf(error)].join("\n");
}

/** The message on one line and the places alone: the bundle is a single line of many thousand characters. */
function traceOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [show(String(error))];
  const places = (error.stack ?? "").split("\n").filter((line) => /^ {4}at \S/.test(line));
  return [`${error.name}: ${show(error.message)}`, ...places.slice(0, frames)];
}
