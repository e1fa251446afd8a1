import { type Alignment, padded } from "./text";

/** The heading of a column, and the side on which its cells stand. */
export interface Column {
  readonly title: string;
  readonly side: Alignment;
}

/** A column of numbers. */
export const right = (title: string): Column => ({ title, side: "right" });

/** Text that is shown as it stands. */
export const code = (text: string): string => `\`${text}\``;

/** Cells longer than this do not push the columns after them to the right in the raw text. */
const widest = 48;

/**
 * A GitHub table whose raw text can be read too. A line end in a cell becomes a line break.
 * @throws RangeError when a row has more or fewer cells than there are columns.
 */
export function table(columns: readonly (Column | string)[], rows: readonly (readonly string[])[]): string {
  const heads = columns.map((column): Column => (typeof column === "string" ? { title: column, side: "left" } : column));
  const cells = [heads.map(({ title }) => escaped(title)), ...rows.map((row) => row.map(escaped))];
  const odd = cells.find((row) => row.length !== heads.length);
  if (odd) throw new RangeError(`a row has ${odd.length} cells, the table has ${heads.length} columns: ${odd.join(", ")}`);
  const widths = heads.map((_, column) => widthOf(cells, column, isOpen(heads, column)));
  const rule = heads.map(({ side }, column) => (side === "left" ? dashes(widths[column]) : `${dashes(widths[column]).slice(1)}:`));
  const [head = [], ...body] = cells;
  return [head, rule, ...body]
    .map((row) => row.map((cell, column) => padded(cell, isOpen(heads, column) ? 0 : (widths[column] ?? 0), heads[column]?.side ?? "left")))
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

/** The last column of text needs no filling up: nothing comes after it. */
function isOpen(heads: readonly Column[], column: number): boolean {
  return column === heads.length - 1 && heads[column]?.side === "left";
}

function widthOf(cells: readonly (readonly string[])[], column: number, headOnly: boolean): number {
  const counted = headOnly ? cells.slice(0, 1) : cells;
  return Math.max(
    3,
    Math.min(
      widest,
      counted.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
    ),
  );
}

function dashes(width = 3): string {
  return "-".repeat(width);
}

/** What would end the cell, or be read as layout, is shown instead. Code is left as it is, except for what ends a cell. */
function escaped(cell: string): string {
  return cell
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : escapedText(part)))
    .join("")
    .replaceAll("|", "\\|")
    .replaceAll("\n", "<br>");
}

/** The same for text outside of tables. */
export function escapedText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("*", "\\*").replaceAll("<", "&lt;");
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** A block that is shown letter by letter. */
export function block(text: string): string {
  return ["```text", text, "```"].join("\n");
}

/** A whole page of the synth: title, then its parts with an empty line between them. Empty parts are left out. */
export function page(title: string, ...parts: readonly string[]): string {
  return pageOf("npm run synth", title, ...parts);
}

/** The same, made by another command. */
export function pageOf(command: string, title: string, ...parts: readonly string[]): string {
  const note = `<!-- Made by \`${command}\`; what is changed here by hand is lost. -->`;
  return `${[note, `# ${title}`, ...parts.filter((part) => part !== "")].join("\n\n")}\n`;
}
