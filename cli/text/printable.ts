/**
 * What a terminal takes for an order, or shows as something else than what stands there: control characters other than
 * the ends of lines and tabs, and those that are invisible or turn the direction of the text.
 */
const orders = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Whether the text of JSON may hold some, which stand there as they are or as escapes; those of `<`, `>` and `&` are none. */
const ordersInJson = /\\[bfr]|\\u(?:00[01789aA]|06|18|20[0-6]|[dDfF])|[\p{Cf}\p{Zl}\p{Zp}]|[^\P{Cc}\n\r\t]/u;

/** A colour, which is the one order that we give ourselves. */
const colour = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`);

/** A text of others, with every order to the terminal written as an escape. */
export function printable(text: string): string {
  return text.replace(orders, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same on one line, for a cell of a table: a text of others must not look like a line of ours. */
export function printableCell(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** A text of ours: colours stay. */
export function printableInColour(text: string): string {
  return text
    .split(colour)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join("");
}

/** @throws SyntaxError when it is no JSON. Names and texts in it are printable; what holds none costs one look. */
export function parsePrintable(json: string): unknown {
  return ordersInJson.test(json)
    ? JSON.parse(json, (_, value: unknown) => (typeof value === "string" ? printable(value) : withPrintableNames(value)))
    : JSON.parse(json);
}

function withPrintableNames(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [printable(name), inner]));
}
