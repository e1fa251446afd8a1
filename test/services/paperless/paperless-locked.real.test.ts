import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { describeReal, onPath, Sandbox, services } from "../../support/real";

const qpdf = onPath("qpdf");
/** The smallest PDF that qpdf makes something of. */
const blank = [
  "%PDF-1.4",
  "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
  "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
  "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj",
  "trailer<</Root 1 0 R>>",
  "%%EOF",
].join("\n");

describeReal("refuse-locked.sh with the real qpdf", { qpdf }, () => {
  const box = new Sandbox();
  afterAll(() => box.end());

  const judge = (path: string) => {
    const { code, stdout, stderr } = box.run("sh", [join(services, "paperless/refuse-locked.sh")], { DOCUMENT_WORKING_PATH: path });
    return { code, said: stdout + stderr };
  };

  function pdf(name: string, ...passwords: [user: string, owner: string] | []): string {
    const lock = passwords.length > 0 ? ["--encrypt", ...passwords, "256", "--"] : [];
    // It mends the table that the blank one lacks, and says so with 3.
    box.run(qpdf ?? "", [...lock, box.file("blank.pdf", blank), box.path(name)]);
    expect(statSync(box.path(name)).size).toBeGreaterThan(100);
    return box.path(name);
  }

  test("refuses a PDF that asks for a password, with the way out", () => {
    expect(judge(pdf("locked.pdf", "secret", "owner"))).toEqual({
      code: 1,
      said: "this PDF asks for a password: save it without one, then hand it in again\n",
    });
  });

  test.each([
    ["an open one", () => pdf("open.pdf")],
    ["one that only forbids to change it", () => pdf("signed.pdf", "", "owner")],
  ])("lets %s in", (_, make) => {
    expect(judge(make())).toEqual({ code: 0, said: "" });
  });

  test.each([
    ["a picture", Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ["an empty file", Buffer.alloc(0)],
    ["half a PDF, which Paperless judges itself", Buffer.from("%PDF-1.7\nhalf")],
  ])("has nothing against %s", (_, content) => {
    writeFileSync(box.path("other"), content);
    expect(judge(box.path("other")).code).toBe(0);
  });
});
