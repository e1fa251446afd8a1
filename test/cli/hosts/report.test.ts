import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { findingsOf } from "../../../cli/hosts/report";

const wanted = new Map(["a", "etc/b"].map((path) => [path, `text of ${path}\n`]));
const fileLine = (path: string, text = `text of ${path}\n`) => `file ${createHash("sha256").update(text).digest("hex")}  ${path}`;
const whole = [fileLine("a"), fileLine("etc/b")];
const found = (...lines: string[]) => findingsOf(wanted, `${[...lines, "end"].join("\n")}\n`, "vps");

describe("what a machine has otherwise than the model", () => {
  test("is nothing where all files are there as they are here", () => {
    expect(found(...whole)).toEqual([]);
  });

  test.each([
    ["that is another", [fileLine("a", "old\n"), fileLine("etc/b")], "a"],
    ["that is missing there", [fileLine("a")], "etc/b"],
    ["that is gone here", [...whole, fileLine("old name")], "old name"],
  ])("is a file %s", (_, lines, path) => {
    expect(found(...lines)).toEqual([`not brought yet: ${path}`]);
  });

  test("names the first of many files, and counts the others", () => {
    const many = Array.from({ length: 8 }, (_, at) => fileLine(`old-${at}`));
    expect(found(...whole, ...many).slice(4)).toEqual(["not brought yet: old-4", "not brought yet: 3 more files"]);
  });
});

describe("a report is refused", () => {
  test.each([
    ["of a machine that nobody has set up", "", 'is "not set up by mk360"', "npx mk360 hosts set-up vps"],
    ["that broke off", `${whole.join("\n")}\n`, 'is "broken off"', "run the same command again"],
  ])("%s", (_, printed, value, fix) => {
    expect(() => findingsOf(wanted, printed, "vps")).toThrow(
      expect.objectContaining({ message: expect.stringMatching(`${value}.*${fix}`) }),
    );
  });
});
