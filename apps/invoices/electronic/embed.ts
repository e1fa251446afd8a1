import { PDFDict, PDFDocument, PDFName, PDFRawStream, type PDFRef } from "@cantoo/pdf-lib";

/**
 * The PDF with this XML in the place of the one that it holds. The library writes the two by different rules: in a PDF of
 * profile EN 16931 it leaves out the number of the customer's order (BT-13), and what was judged must be what is sent.
 * @throws Error when the PDF does not hold exactly one file.
 */
export async function withXml(pdf: Uint8Array, xml: string): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const embedded = document.context
    .enumerateIndirectObjects()
    .filter((pair): pair is [PDFRef, PDFRawStream] => pair[1] instanceof PDFRawStream && isEmbedded(pair[1].dict));
  const [found] = embedded;
  if (!found || embedded.length > 1) throw new Error(`the PDF holds ${embedded.length} files, and one is right`);
  const [place, { dict }] = found;
  const content = new TextEncoder().encode(xml);
  const stream = document.context.flateStream(content);
  for (const key of ["Type", "Subtype", "Params"].map((name) => PDFName.of(name))) {
    const value = dict.get(key);
    if (value) stream.dict.set(key, value);
  }
  const params = stream.dict.lookupMaybe(PDFName.of("Params"), PDFDict);
  params?.set(PDFName.of("Size"), document.context.obj(content.length));
  params?.delete(PDFName.of("CheckSum"));
  document.context.assign(place, stream);
  return await document.save();
}

function isEmbedded(dict: PDFDict): boolean {
  return dict.get(PDFName.of("Type")) === PDFName.of("EmbeddedFile");
}
