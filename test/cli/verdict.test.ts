import { expect, test } from "@jest/globals";
import { exitCodeOf, gravest } from "../../cli/verdict";

test("the gravest verdict counts, and of none all is well", () => {
  expect(gravest(["ok", "wrong", "warning", "unknown"])).toBe("wrong");
  expect(gravest(["ok", "unknown"])).toBe("unknown");
  expect(gravest([])).toBe("ok");
});

test("only what is wrong ends with 2", () => {
  expect([exitCodeOf(["ok", "warning", "unknown"]), exitCodeOf(["wrong", "ok"])]).toEqual([0, 2]);
});
