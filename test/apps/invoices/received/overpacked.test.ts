import { deflateSync } from "node:zlib";
import { PDFDocument } from "@cantoo/pdf-lib";
import { describe, expect, test } from "@jest/globals";
import { refuseOverpacked } from "../../../../apps/invoices/received/overpacked";

const mebi = 1024 * 1024;
const objects = (size: number, head = "/Type /ObjStm /Filter /FlateDecode"): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from(`%PDF-1.7\n1 0 obj\n<< ${head} >>\nstream\n`),
      deflateSync(Buffer.alloc(size)),
      Buffer.from("\nendstream\n"),
    ]),
  );

describe("the lists of objects of a PDF", () => {
  test("are taken as programs write them", async () => {
    const document = await PDFDocument.create();
    for (let page = 0; page < 50; page += 1) document.addPage();
    const pdf = await document.save({ useObjectStreams: true });
    expect(() => refuseOverpacked(pdf)).not.toThrow();
  });

  test.each([
    ["one", objects(33 * mebi)],
    ["both together", new Uint8Array([...objects(17 * mebi), ...objects(17 * mebi)])],
    ["one whose name is written in numbers", objects(33 * mebi, "/Type /Obj#53tm /Filter [ /FlateDecode ]")],
  ])("are refused when %s would become too large", (_, pdf) => {
    expect(() => refuseOverpacked(pdf)).toThrow("beim Entpacken zu groß");
  });

  test("are refused when they are packed in a way of which that cannot be said", () => {
    expect(() => refuseOverpacked(objects(10, "/Type /ObjStm /Filter [/FlateDecode /FlateDecode]"))).toThrow("ungewöhnliche Weise");
  });

  test("are all that counts: a picture may be larger", () => {
    expect(() => refuseOverpacked(objects(40 * mebi, "/Type /XObject /Subtype /Image /Filter /FlateDecode"))).not.toThrow();
  });
});
