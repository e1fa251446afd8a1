import { load, YAMLException } from "js-yaml";
import { type Fault, Refusal } from "./refusal";

const deepest = 20;

/** What the parser says, in the words of a person who edits the file. */
const reasons: readonly (readonly [said: RegExp, words: string, fix: string])[] = [
  [/^duplicated mapping key/, "the key stands twice", "keep one of the two lines"],
  [/maxAliases/, "an alias", "put a text that begins with * in quotes, or write the value itself in each place"],
  [/maxDepth/, `nested more than ${deepest} levels deep`, "check the brackets and the indentation"],
  [/^tab characters/, "a tab in the indentation", "indent with spaces"],
  [/non-printable|^null byte/, "a character that cannot be printed", "delete it and type the line again"],
  [/^unknown \w+ tag/, "a tag", "remove the word that begins with an exclamation mark, or put the text in quotes"],
  [/^reserved mark/, "a text that begins with a mark which YAML keeps for itself", "put the whole text in quotes"],
  [/^object-based map/, "a list or mapping as a key", "write a plain word before the colon"],
  [/more$/, "a second document", "remove the line --- and what follows it"],
  [
    /^unexpected end of the stream|^deficient/,
    "a quote or bracket that is never closed",
    "close it, indent the lines that belong to it, or put a text that begins with such a mark in quotes of the other kind",
  ],
  [/implicit key$|^expected ':'/, "no colon", "write the field's name, a colon, a space and the value"],
  [/^bad indentation/, "the indentation, or a colon too many", "align the fields of one mapping; put a text with a colon in quotes"],
];

/**
 * The mapping of fields that a YAML text holds; of a `secret` one, no error repeats anything.
 * @throws Refusal naming line and column.
 */
export function readYaml(text: string, file: string, { secret = false } = {}): object {
  const parsed = parse(text, file, secret);
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) {
    throw refuse(file, { where: "the whole file", value: secret ? "no mapping" : parsed, ...mapping });
  }
  // A schema of free names passes over this one key in silence.
  const path = pathOfProto(parsed);
  if (path)
    throw refuse(file, {
      where: `${path} (the name before the colon)`,
      value: "__proto__",
      allowed: "the name of a field, a site, a volume or an image",
      fix: "remove the line",
    });
  return parsed;
}

const mapping = { allowed: "a mapping of fields", fix: "begin with a line such as domain: mk360.de" };

function parse(text: string, file: string, secret: boolean): unknown {
  if (/^(\s*(#.*)?(\n|$))*$/.test(text)) throw refuse(file, { where: "the file is empty", ...mapping });
  try {
    return load(text, { maxAliases: 0, maxDepth: deepest });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const fault = syntaxFault(error, text);
    throw refuse(file, secret ? { ...fault, value: undefined } : fault);
  }
}

function syntaxFault({ reason, mark }: YAMLException, text: string): Fault {
  // For a key that is no text the parser always names the first line.
  const place = mark && !reason.startsWith("object-based map") ? visible(mark, text.split(/\r?\n/)) : undefined;
  const said = place && /^ *\t/.test(place.text) ? "tab characters" : place && beginsReserved(place) ? "reserved mark" : reason;
  const known = reasons.find(([pattern]) => pattern.test(said));
  const words = known?.[1] ?? reason;
  return {
    where: place ? `line ${place.line}, column ${place.column} (${words})` : `the whole file (${words})`,
    ...(place && { value: place.text.trim() }),
    allowed: "one YAML document with each key once, without aliases, tags and tabs",
    fix: known?.[2] ?? "mend that line",
  };
}

/** What a plain text may not begin with stands where the parser stopped, right behind a colon or a hyphen; or a mark of a block that has no lines. */
function beginsReserved({ column, text }: { readonly column: number; readonly text: string }): boolean {
  const behind = text.slice(0, column - 1);
  return /^(.*[:-] +)$/.test(behind) ? /^[@`%,\]}?|>-]/.test(text.slice(column - 1)) : /^(.*[:-] +)[|>]$/.test(behind);
}

/** Where a person sees the mistake: the parser may notice it only on the empty line behind it. */
function visible({ line, column }: { readonly line: number; readonly column: number }, lines: readonly string[]) {
  let at = line;
  while (at > 0 && (lines[at] ?? "").trim() === "") at -= 1;
  const text = lines[at] ?? "";
  return { line: at + 1, column: (at === line ? column : text.length) + 1, text };
}

function pathOfProto(value: object, path = ""): string | undefined {
  for (const [key, inner] of Object.entries(value)) {
    const here = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    const found = key === "__proto__" ? here : inner !== null && typeof inner === "object" ? pathOfProto(inner, here) : undefined;
    if (found) return found;
  }
  return undefined;
}

function refuse(file: string, fault: Fault): Refusal {
  return new Refusal(file, [fault]);
}
