import { Unreadable } from "./unreadable.ts";

/** How the beginning of a text says in which encoding it is (XML 1.0, appendix F). */
const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * The bytes of an XML document as text.
 * @throws Unreadable when they are in no known encoding, or declare a document type: no invoice has one, and what it declares
 * can grow without end or fetch files.
 */
export function decode(content: Uint8Array): string {
  const mark = marks.find(([, bytes]) => bytes.every((byte, at) => content[at] === byte));
  const beginning = Buffer.from(content.subarray(0, 200)).toString("latin1");
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(beginning)?.[1];
  const encoding = mark?.[0] ?? declared ?? "utf-8";
  const text = decoded(content, encoding);
  if (/<!DOCTYPE/i.test(text)) throw new Unreadable("Der Datensatz hat eine DOCTYPE-Angabe; in einer Rechnung ist keine erlaubt.");
  return text.replace(/&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));/g, wholeSign);
}

/** Half of a sign is none, and neither a database nor an address takes it. */
function wholeSign(reference: string, hexadecimal: string | undefined, decimal: string | undefined): string {
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return code >= 0xd800 && code <= 0xdfff ? "\uFFFD" : reference;
}

function decoded(content: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    throw new Unreadable(`Der Datensatz ist kein Text in der Zeichenkodierung ${encoding}.`);
  }
}
