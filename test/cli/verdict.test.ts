import { expect, test } from "@jest/globals";
import { exitCodeOf, gravest } from "../../cli/verdict";

test("the gravest verdict counts, and of none all is well", () => {
  expect(gravest(["ok", "wrong", "unproven", "warning", "unknown"])).toBe("wrong");
  expect(gravest(["ok", "unknown"])).toBe("unknown");
  expect(gravest([])).toBe("ok");
});

test("what is wrong and what was never proven ends with 2, and nothing else", () => {
  const codes = [["ok", "warning", "unknown"] as const, ["unproven", "warning"] as const, ["wrong", "ok"] as const].map(exitCodeOf);
  expect(codes).toEqual([0, 2, 2]);
});
