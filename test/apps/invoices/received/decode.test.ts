import { describe, expect, test } from "@jest/globals";
import { decode } from "../../../../apps/invoices/received/decode";

const bytes = (text: string, encoding: BufferEncoding) => new Uint8Array(Buffer.from(text, encoding));

describe("the text of an XML document", () => {
  test.each([
    ["without a word about it", bytes("<a>Ä</a>", "utf8")],
    ["in UTF-8 with its mark", bytes("\uFEFF<a>Ä</a>", "utf8")],
    ["in UTF-16 with its mark", bytes("\uFEFF<a>Ä</a>", "utf16le")],
    ["in ISO-8859-1, as it says", bytes('<?xml version="1.0" encoding="ISO-8859-1"?><a>Ä</a>', "latin1")],
  ])("is read %s", (_, content) => {
    expect(decode(content)).toMatch(/<a>Ä<\/a>$/);
  });

  test("has no half of a sign, which no database takes", () => {
    expect([decode(bytes("<a>&#xD800;&#55357;&#xE4;</a>", "utf8")), decode(bytes("<a>&#55296;</a>", "utf8"))]).toEqual([
      "<a>\uFFFD\uFFFD&#xE4;</a>",
      "<a>\uFFFD</a>",
    ]);
  });

  test.each([
    ["bytes that are no UTF-8", bytes("<a>Ä</a>", "latin1"), /Zeichenkodierung utf-8/],
    ["an encoding that nobody knows", bytes('<?xml version="1.0" encoding="klingon"?><a/>', "utf8"), /Zeichenkodierung klingon/],
    ["a type of document", bytes('<!DOCTYPE a SYSTEM "a.dtd"><a/>', "utf8"), /DOCTYPE/],
  ])("is refused with %s", (_, content, reason) => {
    expect(() => decode(content)).toThrow(reason);
  });
});
