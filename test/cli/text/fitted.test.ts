import { describe, expect, test } from "@jest/globals";
import { fittedRows, hung } from "../../../cli/text/fitted";

describe("rows that keep to a width", () => {
  const rows = [
    ["credential", "generation", "what it does"],
    ["short", "7", "opens the door and closes it again"],
    ["a-name-that-is-long", "12", "opens nothing"],
  ];
  const sides = ["left", "right", "left"] as const;

  test("have columns, each on its side", () => {
    expect(fittedRows(rows, sides, 80)).toEqual([
      "credential           generation  what it does",
      "short                         7  opens the door and closes it again",
      "a-name-that-is-long          12  opens nothing",
    ]);
  });

  test("have the last cell below where it has no room beside the others", () => {
    expect(fittedRows(rows, sides, 40)[1]).toBe("short                         7\n  opens the door and closes it again");
  });

  test("are sentences where the columns alone are too wide, with every word", () => {
    expect(fittedRows(rows, sides, 20).join("\n").split(/\s+/)).toEqual(rows.flat().join(" ").split(" "));
    expect(
      fittedRows(rows, sides, 20)
        .flatMap((text) => text.split("\n"))
        .filter((line) => line.length > 20),
    ).toEqual([]);
  });

  test("of nothing are none", () => {
    expect(fittedRows([], sides, 80)).toEqual([]);
  });
});

describe("a text that hangs", () => {
  test("is broken below its beginning", () => {
    expect(hung("    fix: mend what is there", 9, 20)).toBe("    fix: mend\n         what is\n         there");
  });

  test.each(["fix: kubectl -n kube-system describe deployment coredns", "fix: take it back: git checkout -- secrets/cluster/ops/x.yaml"])(
    "stays whole where it ends with a command: %s",
    (text) => {
      expect(hung(text, 5, 20)).toBe(text);
    },
  );
});
