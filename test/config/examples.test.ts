import { describe, expect, test } from "@jest/globals";
import { exampleValues } from "../../charts/config/examples";

describe("an example value", () => {
  test.each([
    ["203.0.113.10"],
    ["198.51.100.1"],
    ["smtp.example.com"],
    ["owner@example.org"],
    ["ssh://git@git.example.com/a/b"],
    ["u000000"],
    [`${"A".repeat(42)}E=`],
  ])("%s stands for one that only the owner knows", (value) => {
    expect(exampleValues({ here: [{ value }] })).toEqual(["here[0].value"]);
  });

  test.each([["203.0.114.10"], ["10.77.0.1"], ["mk360.de"], ["notexample.com"], ["example.community"], ["u123456"], [3], [null], [true]])(
    "%s is the owner's own",
    (value) => {
      expect(exampleValues({ value })).toEqual([]);
    },
  );
});
