export { nearest } from "../values/nearest";

/** What is wrong with one input, in the words that the owner needs to mend it. */
export interface Fault {
  /** Where: a field's path such as `machines.vps.size`, or a line and column. */
  readonly where: string;
  /** The bad value as it stands there; left out where nothing stands. */
  readonly value?: unknown;
  /** What would be right. */
  readonly allowed: string;
  /** The next step. */
  readonly fix: string;
}

/** An input that cannot be used. Its message is all that the owner sees: no stack trace. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    /** The file or the check that refuses. */
    readonly source: string,
    readonly faults: readonly Fault[],
  ) {
    super(faults.map((fault) => write(source, fault)).join("\n"));
  }
}

const longestValue = 120;

function write(source: string, { where, value, allowed, fix }: Fault): string {
  const place = where === "" ? source : `${source}: ${where}`;
  const found = value === undefined ? "" : ` is ${show(value)}`;
  return `${place}${found}. Allowed: ${allowed}. Fix: ${fix}.`;
}

/** What a terminal does not print as it stands: control characters, and those that turn the direction of the text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/** The value on one line, cut when it is long, with unprintable characters written as escapes. */
export function show(value: unknown): string {
  if (value === null) return "null (nothing stands there)";
  if (typeof value === "number") return String(value);
  const text = (JSON.stringify(value) ?? String(value)).replace(unprintable, escapeCharacter);
  return text.length > longestValue ? `${text.slice(0, longestValue)}… (${text.length} characters)` : text;
}

function escapeCharacter(character: string): string {
  return [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
}
