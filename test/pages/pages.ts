import type { Config } from "../../charts/config/schema";
import type { Stack } from "../../charts/model/stack";
import { stackOf } from "../support/stack";

/** The stack as it is shipped, with some fields of the top level changed. */
export function stackWith(overrides: Partial<Config> = {}): Stack {
  return stackOf(overrides);
}

export const stack = stackWith();

/** The tables of a page: lines, each split into its cells. */
export function tablesOf(text: string): string[][][] {
  const outside = text.replaceAll(/```[\s\S]*?```/g, "");
  return outside
    .split(/\n(?!\|)/)
    .map((part) => part.split("\n").filter((line) => line.startsWith("|")))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(cellsOf));
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** The row of any table whose first cell is `name`. */
export function rowOf(text: string, name: string): string[] {
  const row = tablesOf(text)
    .flat()
    .find(([first]) => first === name);
  if (!row) throw new Error(`no row begins with ${name}`);
  return row;
}

/** What stands under a heading, up to the next one of the same or a higher level. */
export function sectionOf(text: string, heading: string): string {
  const level = heading.indexOf(" ");
  const [, after] = `${text}\n`.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`no section ${heading}`);
  return after.split(new RegExp(`\n#{1,${level}} `))[0] ?? "";
}
