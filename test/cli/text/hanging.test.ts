import { describe, expect, test } from "@jest/globals";
import { broken, hanging, lineWidth } from "../../../cli/text/hanging";

describe("rows for a terminal", () => {
  test("stand in columns, the last one as it is", () => {
    expect(
      hanging([
        ["a", "bb", "first"],
        ["aaa", "b", "second"],
      ]),
    ).toBe("  a    bb  first\n  aaa  b   second");
  });

  test("break the last cell below itself, within the width", () => {
    const lines = hanging([["key", "word ".repeat(40).trim()]]).split("\n");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.length > lineWidth)).toEqual([]);
    expect(lines.slice(1).every((line) => line.startsWith("       word"))).toBe(true);
  });

  test("a word that is longer than the line stands alone and whole", () => {
    expect(broken("a looooooong b", 4)).toEqual(["a", "looooooong", "b"]);
  });

  test("nothing is no line", () => {
    expect(hanging([])).toBe("");
  });
});
