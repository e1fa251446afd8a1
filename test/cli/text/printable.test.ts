import { describe, expect, test } from "@jest/globals";
import { parsePrintable, printable, printableCell, printableInColour } from "../../../cli/text/printable";

/** What terminals obey, from the control functions of ECMA-48: each moves, hides or renames something. */
const orders = ["\u001b[2J", "\u001b]0;title\u0007", "\u009b1A", "\r", "\b", "\u007f", "\u202e", "\u200b", "\u2028", "\ufeff"];
const none = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe("a text of others on a terminal", () => {
  test.each(orders)("shows %j as an escape", (order) => {
    expect(printable(`before${order}after`)).not.toMatch(none);
  });

  test("stays as it is where there is nothing to hide", () => {
    expect(printable("Größe: 5 €\n\tzwei")).toBe("Größe: 5 €\n\tzwei");
  });

  test("takes one line in a table", () => {
    expect(printableCell("first\n  X All is well. ")).toBe("first X All is well.");
  });

  test("keeps our own colours where they are ours", () => {
    expect(printableInColour("\u001b[31mred\u001b[39m\u001b[2J")).toBe("\u001b[31mred\u001b[39m\\u{1b}[2J");
  });
});

describe("JSON of others", () => {
  test.each(orders)("with %j in a name and in a value holds it as an escape, however it was written", (order) => {
    const raw = JSON.stringify({ [`a${order}`]: [order] });
    const escaped = raw.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
    for (const text of [raw, escaped])
      expect(JSON.stringify(parsePrintable(text)).replaceAll("\\\\u{", "")).not.toMatch(/\\|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test("without any is what JSON.parse makes of it", () => {
    const text = '{"a":"x\\u003cy\\n","b":[1,null,true,{"c":"ü"}]}';
    expect(parsePrintable(text)).toEqual(JSON.parse(text));
  });
});
