import { type Alignment, padded } from "../../charts/pages/text";
import { terminal } from "../terminal";
import { broken, hangingRows } from "./hanging";

/**
 * Rows of cells as columns two spaces apart, a text for each row; the last cell is broken into lines that hang below each
 * other. Where the others alone are too wide, each row becomes a sentence that is broken like one: nothing is left out.
 * @param width of a line, in characters; default: the terminal's, without one as wide as it comes
 */
export function fittedRows(rows: readonly (readonly string[])[], sides: readonly Alignment[], width = terminal.tableWidth): string[] {
  const widths = sides.map((_, column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  if (before - 2 > width) return rows.map((row) => sentence(row, width));
  const even = rows.map((row) =>
    row.map((cell, column) => (column < row.length - 1 ? padded(cell, widths[column] ?? 0, sides[column] ?? "left") : cell)),
  );
  return hangingRows(even, 0, width);
}

/** A text as lines that hang below its first; one that ends with a command stays whole, so that it can be copied. */
export function hung(text: string, hang: number, width = terminal.tableWidth): string {
  if (endsWithCommand.test(text)) return text;
  const words = text.trimStart();
  const indent = text.length - words.length;
  return broken(words, width - hang)
    .map((line, index) => `${" ".repeat(index === 0 ? indent : hang)}${line}`.trimEnd())
    .join("\n");
}

const endsWithCommand = /(?:^|: ?|\s)(?:kubectl|git|npm|npx|sops) [^,;]*$/;

function sentence(row: readonly string[], width: number): string {
  return hung(row.filter((cell) => cell !== "").join("  "), 2, width);
}
