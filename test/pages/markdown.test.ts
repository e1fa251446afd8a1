import { describe, expect, test } from "@jest/globals";
import { page, right, table } from "../../charts/pages/markdown";

describe("a table", () => {
  test("stands in columns in its raw text", () => {
    expect(table(["name", right("MiB"), "why"], [["n8n", "640", "measured"]])).toBe(
      ["| name | MiB | why |", "| ---- | --: | --- |", "| n8n  | 640 | measured |"].join("\n"),
    );
  });

  test("shows a bar as a bar and a line end as a line break", () => {
    expect(table(["a"], [["x|y\nz"]])).toContain("| x\\|y<br>z |");
  });

  test("shows stars and angle brackets as they stand", () => {
    expect(table(["a"], [["2 * 3 * 4 <b>"]])).toContain("2 \\* 3 \\* 4 &lt;b>");
  });

  test("leaves code as it is", () => {
    expect(table(["a"], [["`/webhook/*`"]])).toContain("| `/webhook/*` |");
  });

  test("refuses a row with a cell too few", () => {
    expect(() => table(["a", "b"], [["x"]])).toThrow("a row has 1 cells, the table has 2 columns: x");
  });
});

test("a page leaves out parts that are empty", () => {
  expect(page("Title", "one", "", "two")).toMatch(/# Title\n\none\n\ntwo\n$/);
});
