import { looksOnly } from "./looks-only";
import { terminal } from "./terminal";

const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Interruption = keyof typeof codes;

let goesOn = "the same command";

/** From now on another command than the one that was typed does what is left. */
export function goesOnWith(command: string): void {
  goesOn = command;
}

/** Ends at a signal with one line; the write that is under way ends first, because each replaces a file or a folder at once. */
export function sayInterruptions(): void {
  for (const signal of Object.keys(codes) as Interruption[]) process.on(signal, () => endInterrupted(signal));
}

/** `lost`: what the operator has to do once more. Default: nothing. */
export function endInterrupted(signal: Interruption, lost = ""): never {
  const written = looksOnly(process.argv.slice(2)) ? "Nothing was changed" : "What was written is whole";
  terminal.done();
  terminal.say(`mk360 was interrupted. ${written}; ${goesOn} goes on where it stopped.${lost}`);
  process.exit(codes[signal]);
}
