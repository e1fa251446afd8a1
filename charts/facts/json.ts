/** Data as text: two spaces, keys in the order in which they were written, one line end at the end. */
export function json(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** The same for a versioned list, one line an entry, so that people can compare two of them line by line. */
export function jsonList(version: number, name: string, entries: readonly unknown[]): string {
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`).join(",\n");
  return `{\n  "version": ${version},\n  "${name}": [\n${lines}\n  ]\n}\n`;
}
