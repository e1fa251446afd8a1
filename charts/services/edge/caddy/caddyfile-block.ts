/** A block in Caddy's own layout: tabs, brace at the end of the line. */
export function block(head: string, lines: readonly string[]): string {
  return [`${head}${head === "" ? "" : " "}{`, ...lines.map((line) => `\t${line}`), "}"].join("\n");
}

/** The same, as lines of a block around it. */
export function inner(head: string, lines: readonly string[]): string[] {
  return block(head, lines).split("\n");
}
