import { describe, expect, test } from "@jest/globals";
import { broken, hanging } from "../../../cli/text/hanging";

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
    const lines = hanging([["key", "word ".repeat(40).trim()]], 2, 100).split("\n");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.slice(1).every((line) => line.startsWith("       word"))).toBe(true);
  });

  test("a narrow terminal has the last cell below the others, so that its words stay whole", () => {
    expect(hanging([["a name that is long", "what it does there"]], 2, 40)).toBe("  a name that is long\n    what it does there");
  });

  test("a word that is longer than the line stands alone and whole", () => {
    expect(broken("a looooooong b", 4)).toEqual(["a", "looooooong", "b"]);
  });

  test("nothing is no line", () => {
    expect(hanging([])).toBe("");
  });
});
