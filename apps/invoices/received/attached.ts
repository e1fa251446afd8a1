import { inflateSync } from "node:zlib";
import { EncryptedPDFError, PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFString } from "@cantoo/pdf-lib";
import { refuseOverpacked } from "./overpacked.ts";
import { Unreadable } from "./unreadable.ts";

const of = (name: string): PDFName => PDFName.of(name);

const noPdf = "Die Datei ist keine lesbare PDF-Datei.";

/** The names under which an invoice lies in a PDF: those of ZUGFeRD, Factur-X and XRechnung, the usual one first. */
const namesOfInvoices = ["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"];

/**
 * The invoice that a PDF holds beside its pages; undefined when there is none, "locked" when it is encrypted.
 * @throws Unreadable when the PDF is broken, or holds more than so many bytes of it.
 */
export async function invoiceIn(pdf: Uint8Array, most: number): Promise<Uint8Array | "locked" | undefined> {
  refuseOverpacked(pdf);
  const document = await PDFDocument.load(pdf, { updateMetadata: false }).catch((error: Error) => {
    if (error instanceof EncryptedPDFError) return "locked" as const;
    throw new Unreadable(noPdf);
  });
  if (document === "locked") return document;
  const files = readable(() => filesOf(document));
  for (const name of namesOfInvoices) {
    const found = files.find((file) => file.name.toLowerCase() === name);
    if (found) return contentOf(found.stream, most);
  }
  return undefined;
}

/** A PDF that is broken in its midst is found out where it is read. */
function readable<Found>(read: () => Found): Found {
  try {
    return read();
  } catch {
    throw new Unreadable(noPdf);
  }
}

interface Attached {
  readonly name: string;
  readonly stream: PDFRawStream;
}

/** What hangs on the document as a whole: in its tree of names, or as an associated file. */
function filesOf({ catalog }: PDFDocument): readonly Attached[] {
  const tree = catalog.lookupMaybe(of("Names"), PDFDict)?.lookupMaybe(of("EmbeddedFiles"), PDFDict);
  const associated = catalog.lookupMaybe(of("AF"), PDFArray);
  return [...(tree ? leavesOf(tree) : []), ...(associated ? dictionariesOf(associated) : [])].flatMap(asAttached);
}

/** A broken tree leads back to itself: each of its nodes is looked at once. */
function leavesOf(node: PDFDict, seen = new Set<PDFDict>()): PDFDict[] {
  if (seen.has(node)) return [];
  seen.add(node);
  const names = node.lookupMaybe(of("Names"), PDFArray);
  const kids = node.lookupMaybe(of("Kids"), PDFArray);
  return [...(names ? dictionariesOf(names) : []), ...(kids ? dictionariesOf(kids).flatMap((kid) => leavesOf(kid, seen)) : [])];
}

function dictionariesOf(array: PDFArray): PDFDict[] {
  return array
    .asArray()
    .map((_, index) => array.lookup(index))
    .filter((each): each is PDFDict => each instanceof PDFDict);
}

function asAttached(specification: PDFDict): Attached[] {
  const name = specification.lookup(of("UF")) ?? specification.lookup(of("F"));
  const stream = specification.lookupMaybe(of("EF"), PDFDict)?.lookup(of("F"));
  if (!(name instanceof PDFString || name instanceof PDFHexString) || !(stream instanceof PDFRawStream)) return [];
  return [{ name: name.decodeText(), stream }];
}

/** Never more than so many bytes, whatever a few packed ones would become. */
function contentOf({ dict, contents }: PDFRawStream, most: number): Uint8Array {
  const filter = dict.lookup(of("Filter"));
  const [only, ...others] = filter instanceof PDFArray ? filter.asArray() : [filter];
  if (only === undefined) return contents;
  if (only !== of("FlateDecode") || others.length > 0)
    throw new Unreadable("Der Datensatz in der PDF-Datei ist auf ungewöhnliche Weise gepackt.");
  try {
    return inflateSync(contents, { maxOutputLength: most + 1 });
  } catch {
    throw new Unreadable("Der Datensatz in der PDF-Datei ist beschädigt oder zu groß.");
  }
}
