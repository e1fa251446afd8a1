import { styleText } from "node:util";
import { printableInColour } from "./text/printable";

/** Below this, words would be broken. */
const narrowest = 40;

type Colour = "green" | "yellow" | "red" | "dim" | "bold";

/** Whether a script reads standard output. */
let isForScript = false;

/** What a command prints: results to standard output, everything about its progress to standard error. */
export const terminal = {
  /** How wide its lines may be, in characters; a file or a pipe takes 100. */
  get width(): number {
    return Math.max(narrowest, process.stdout.columns ?? 100);
  },

  /** How wide a table may be, in characters; in a file or a pipe each row stays one line, for grep and its like. */
  get tableWidth(): number {
    return process.stdout.columns === undefined ? Number.POSITIVE_INFINITY : terminal.width;
  },

  /** From now on standard output is for data alone, and results in words go where progress goes. */
  dataOnly(): void {
    isForScript = true;
  },

  /** A result. What would move a terminal's cursor or rename its window is shown, not obeyed. */
  print(text: string): void {
    if (isForScript) {
      terminal.say(text);
      return;
    }
    const shown = process.stdout.isTTY ? printableInColour(text) : text;
    process.stdout.write(shown.endsWith("\n") ? shown : `${shown}\n`);
  },

  /** A result for a script. */
  printJson(data: unknown): void {
    process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  },

  /** A line about what is being done, for whoever waits. */
  say(text: string): void {
    process.stderr.write(`${printableInColour(text)}\n`);
  },

  /** The same, on a terminal alone: in a log it would only be noise. */
  progress(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
  },

  /** Clears the line of progress. */
  done(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
  },
};

/** Coloured on a terminal, plain everywhere else and where NO_COLOR is set. */
export function coloured(colour: Colour, text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(colour, text) : text;
}
