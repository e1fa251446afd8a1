import { PDFDocument } from "@cantoo/pdf-lib";

/** A PDF of one page with nothing on it and nothing in it. */
export async function emptyPage(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage();
  return document.save({ useObjectStreams: false });
}
