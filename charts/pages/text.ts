export type Alignment = "left" | "right";

/** Fills a text up with spaces; a text that is longer stays whole. */
export function padded(text: string, width: number, side: Alignment): string {
  return side === "left" ? text.padEnd(width) : text.padStart(width);
}

/**
 * Rows of words as columns that stand below each other, two spaces apart, for terminals and code blocks.
 * A row of one cell is a sentence of its own and makes no column wider.
 */
export function aligned(rows: readonly (readonly string[])[], sides: readonly Alignment[]): string {
  const full = rows.filter((row) => row.length > 1);
  const widths = sides.map((_, column) => Math.max(0, ...full.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.length > 1 ? sides.map((side, column) => padded(row[column] ?? "", widths[column] ?? 0, side)).join("  ") : row.join(""),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}
