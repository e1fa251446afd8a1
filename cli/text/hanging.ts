import { terminal } from "../terminal";

/** A last column that is narrower than this begins on a line of its own. */
const narrowestLast = 24;

/**
 * Rows of cells as columns two spaces apart; the last cell is broken into lines that hang below each other. What cannot
 * be broken, such as a command, may be wider.
 * @param indent spaces before each line
 * @param width of a line, in characters; default: the terminal's
 */
export function hanging(rows: readonly (readonly string[])[], indent = 2, width = terminal.width): string {
  return hangingRows(rows, indent, width).join("\n");
}

/** The same, a text for each row. */
export function hangingRows(rows: readonly (readonly string[])[], indent = 2, width = terminal.width): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.slice(0, -1).entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) => lines(row, widths, indent, width));
}

function lines(row: readonly string[], widths: readonly number[], indent: number, width: number): string {
  const before = row
    .slice(0, -1)
    .map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `)
    .join("");
  const start = " ".repeat(indent) + before;
  const wraps = row.length > 1 && width - start.length < Math.min(narrowestLast, (row.at(-1) ?? "").length);
  const hang = " ".repeat(wraps ? indent + 2 : start.length);
  const last = (row.at(-1) ?? "").split("\n").flatMap((line) => broken(line, width - hang.length));
  if (wraps) return [start, ...last.map((line) => hang + line)].map((line) => line.trimEnd()).join("\n");
  return last.map((line, index) => `${index === 0 ? start : hang}${line}`.trimEnd()).join("\n");
}

/** Words as lines of at most `width` letters; a longer word has a line of its own. */
export function broken(text: string, width: number): string[] {
  const found: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > width) {
      found.push(line);
      line = word;
    } else line = longer;
  }
  return [...found, line];
}
