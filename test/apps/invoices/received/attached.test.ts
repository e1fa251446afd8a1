import { PDFDict, PDFDocument, PDFName } from "@cantoo/pdf-lib";
import { describe, expect, test } from "@jest/globals";
import { invoiceIn } from "../../../../apps/invoices/received/attached";

const pdfWith = async (files: Readonly<Record<string, string>>): Promise<Uint8Array> => {
  const document = await PDFDocument.create();
  document.addPage();
  for (const [name, text] of Object.entries(files)) await document.attach(Buffer.from(text), name, { mimeType: "text/xml" });
  return document.save();
};
const found = async (pdf: Uint8Array, most = 1000) => {
  const content = await invoiceIn(pdf, most);
  return content && content !== "locked" ? Buffer.from(content).toString() : content;
};

describe("the invoice in a PDF", () => {
  test.each(["factur-x.xml", "xrechnung.xml", "ZUGFeRD-invoice.xml"])("is found as %s", async (name) => {
    expect(await found(await pdfWith({ "terms.pdf": "x", [name]: "<a/>" }))).toBe("<a/>");
  });

  test("is the usual one where there are two", async () => {
    expect(await found(await pdfWith({ "xrechnung.xml": "<other/>", "factur-x.xml": "<a/>" }))).toBe("<a/>");
  });

  test("is none where another file hangs on it, or nothing", async () => {
    expect([await found(await pdfWith({ "order-x.xml": "<a/>" })), await found(await pdfWith({}))]).toEqual([undefined, undefined]);
  });

  test("is looked for once in a tree that names a part of itself twice", async () => {
    const document = await PDFDocument.load(await pdfWith({ "factur-x.xml": "<a/>" }));
    const names = document.catalog.lookup(PDFName.of("Names"), PDFDict);
    const leaf = document.context.register(names.lookup(PDFName.of("EmbeddedFiles"), PDFDict));
    names.set(PDFName.of("EmbeddedFiles"), document.context.obj({ Kids: [leaf, leaf] }));
    expect(await found(await document.save())).toBe("<a/>");
  });

  test("is not known where the PDF is encrypted, also with a password that everybody has", async () => {
    const document = await PDFDocument.load(await pdfWith({ "factur-x.xml": "<a/>" }));
    document.encrypt({ ownerPassword: "owner", userPassword: "" });
    expect(await invoiceIn(await document.save(), 1000)).toBe("locked");
  });

  test("is refused when it is larger than is judged", async () => {
    await expect(found(await pdfWith({ "factur-x.xml": "x".repeat(2000) }))).rejects.toThrow("beschädigt oder zu groß");
  });

  test.each([
    ["what is none", "%PDF-1.7 and then nothing"],
    ["one without its beginning", "%PDF-1.7\n1 0 obj\n<< /Type /Page >>\nendobj\n"],
  ])("is refused in %s", async (_, text) => {
    await expect(found(new Uint8Array(Buffer.from(text)))).rejects.toThrow("keine lesbare PDF-Datei");
  });
});
