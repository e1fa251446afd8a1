/** How wide a line may be. What cannot be broken, such as a command, may be wider. */
export const lineWidth = 100;

/**
 * Rows of cells as columns two spaces apart; the last cell is broken into lines that hang below each other.
 * @param indent spaces before each line
 */
export function hanging(rows: readonly (readonly string[])[], indent = 2): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.slice(0, -1).entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) => lines(row, widths, indent)).join("\n");
}

function lines(row: readonly string[], widths: readonly number[], indent: number): string {
  const before = row
    .slice(0, -1)
    .map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `)
    .join("");
  const start = " ".repeat(indent) + before;
  const last = (row.at(-1) ?? "").split("\n").flatMap((line) => broken(line, lineWidth - start.length));
  return last.map((line, index) => `${index === 0 ? start : " ".repeat(start.length)}${line}`.trimEnd()).join("\n");
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
