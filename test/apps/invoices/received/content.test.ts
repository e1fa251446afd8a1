import { describe, expect, test } from "@jest/globals";
import { contentOf } from "../../../../apps/invoices/received/content";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe("a file that came in", () => {
  test("is XML by its first sign, whatever it is called", async () => {
    expect(await contentOf(bytes("\n <a/>"))).toEqual({ kind: "xml", xml: "\n <a/>", locked: false });
  });

  test.each([
    ["empty", ""],
    ["text", "Guten Tag"],
    ["an archive", "PK\u0003\u0004"],
  ])("is refused when it is %s", async (_, text) => {
    await expect(contentOf(bytes(text))).rejects.toThrow("weder PDF noch XML");
  });

  test("is refused when it takes minutes to judge, with both sizes", async () => {
    await expect(contentOf(bytes(`<a>${"x".repeat(2 * 1024 * 1024)}</a>`))).rejects.toThrow("2097159 Bytes; geprüft werden bis zu 2097152");
  });
});
