import { inflateSync } from "node:zlib";
import { Unreadable } from "./unreadable.ts";

/** What the lists of objects in a PDF may become when they are unpacked, all together: a hundred times what an invoice has. */
const most = 32 * 1024 * 1024;

const stream = /\bobj\b((?:(?!\bobj\b|\bendobj\b)[\s\S]){0,4000}?)\bstream\r?\n/g;

/**
 * Refuses a PDF whose lists of objects would fill the memory. What reads PDFs unpacks each of them at once and whole, and a
 * few thousand bytes can become a gigabyte.
 * @throws Unreadable when they become too much, or are packed in a way of which that cannot be said.
 */
export function refuseOverpacked(pdf: Uint8Array): void {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString("latin1");
  let left = most;
  for (const { 0: whole, 1: head = "", index } of text.matchAll(stream)) {
    // A name may be written with the numbers of its letters.
    const dictionary = head.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    if (!/\/(?:ObjStm|XRef)\b/.test(dictionary)) continue;
    if (!/\/Filter\b/.test(dictionary)) continue;
    if (!/\/Filter\s*(?:\/FlateDecode\b|\[\s*\/FlateDecode\s*\])/.test(dictionary))
      throw new Unreadable("Die PDF-Datei ist auf ungewöhnliche Weise gepackt.");
    left -= unpacked(pdf.subarray(index + whole.length), left);
  }
}

/** How many bytes come out of what begins here; 0 where nothing can be unpacked, which whoever reads it finds out too. */
function unpacked(packed: Uint8Array, left: number): number {
  try {
    return inflateSync(packed, { maxOutputLength: left }).length;
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw new Unreadable("Die PDF-Datei wird beim Entpacken zu groß.");
    return 0;
  }
}
