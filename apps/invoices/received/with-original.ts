import { AFRelationship, PDFDocument } from "@cantoo/pdf-lib";

/** The page with the file that it shows, which alone counts in law and stays as it came to the byte. */
export async function withOriginal(page: Uint8Array, name: string, file: Uint8Array): Promise<Uint8Array> {
  const document = await PDFDocument.load(page, { updateMetadata: false });
  // The same file again gives the same bytes, by which Paperless knows that it has it.
  const day = new Date(0);
  document.setCreationDate(day);
  document.setModificationDate(day);
  await document.attach(file, name, { mimeType: "application/xml", afRelationship: AFRelationship.Source });
  return await document.save();
}
