import { invoiceIn } from "./attached.ts";
import { decode } from "./decode.ts";
import { Unreadable } from "./unreadable.ts";

/** A megabyte takes seconds to judge, ten of them minutes and more than a gigabyte (../shared/facts/einvoice-real.md, 10). */
const most = 2 * 1024 * 1024;

/** What came in. */
export interface Content {
  readonly kind: "pdf" | "xml";
  /** The invoice as data; undefined for a PDF that holds none, or that is encrypted. */
  readonly xml: string | undefined;
  readonly locked: boolean;
}

/** @throws Unreadable when it is neither a PDF nor an XML document, or one that cannot be looked into. */
export async function contentOf(file: Uint8Array): Promise<Content> {
  if (isPdf(file)) {
    const found = await invoiceIn(file, most);
    if (found === "locked") return { kind: "pdf", xml: undefined, locked: true };
    return { kind: "pdf", xml: found && decode(capped(found)), locked: false };
  }
  if (!looksLikeXml(file)) throw new Unreadable("Die Datei ist weder PDF noch XML.");
  return { kind: "xml", xml: decode(capped(file)), locked: false };
}

/** Some programs write a few bytes before it. */
function isPdf(file: Uint8Array): boolean {
  return Buffer.from(file.subarray(0, 1024)).includes("%PDF-");
}

function looksLikeXml(file: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0\s]*</.test(Buffer.from(file.subarray(0, 200)).toString("latin1"));
}

function capped(xml: Uint8Array): Uint8Array {
  if (xml.length > most) throw new Unreadable(`Der Datensatz hat ${xml.length} Bytes; geprüft werden bis zu ${most}.`);
  return xml;
}
