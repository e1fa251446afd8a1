import { isMap, isSeq, type Pair, type Range, type YAMLMap, type YAMLSeq } from "yaml";

/** Where a node of a YAML text begins, its value ends, and it ends with what belongs to it. */
export function rangeOf(node: unknown): Range {
  return (node as { readonly range?: Range | null } | null)?.range ?? [0, 0, 0];
}

/** Where the last value in a mapping or a list ends. */
export function lastOf(node: YAMLMap | YAMLSeq): number {
  const last = node.items.at(-1);
  const value = isSeq(node) ? last : (last as Pair | undefined)?.value;
  if (isMap(value) || isSeq(value)) return value.flow || value.items.length === 0 ? rangeOf(value)[1] : lastOf(value);
  return rangeOf(value)[1];
}

export function startOfLine(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Behind the line's end, and so behind a comment on it. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** What stands before the first entry of a list, or the first key of a mapping. */
export function indentOf(text: string, node: YAMLMap | YAMLSeq): string {
  const start = rangeOf(node)[0];
  return " ".repeat(start - startOfLine(text, start));
}

/** With whole lines at the end of another; a file may end without one. */
export function inserted(text: string, at: number, lines: string): string {
  const before = text.slice(0, at);
  return before + (before.endsWith("\n") ? "" : "\n") + lines + text.slice(at);
}

export function newlineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
