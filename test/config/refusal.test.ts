import { describe, expect, test } from "@jest/globals";
import { Refusal, show } from "../../charts/config/refusal";

describe("a refusal", () => {
  test("says place, value, what is allowed and the fix", () => {
    const refusal = new Refusal("config.yaml", [{ where: "phase", value: 4, allowed: "1, 2 or 3", fix: "write one of them" }]);
    expect(refusal.message).toBe("config.yaml: phase is 4. Allowed: 1, 2 or 3. Fix: write one of them.");
  });

  test("has one line for each fault", () => {
    const fault = { where: "a", allowed: "b", fix: "c" };
    expect(new Refusal("x", [fault, fault]).message).toBe("x: a. Allowed: b. Fix: c.\nx: a. Allowed: b. Fix: c.");
  });
});

describe("a value in a message", () => {
  test.each([
    ["a\nb", '"a\\nb"'],
    ["\u009b2J", '"\\u009b2J"'],
    ["a\u202eb", '"a\\u202eb"'],
    ["\u{e0001}", '"\\udb40\\udc01"'],
    [Number.NaN, "NaN"],
    [null, "null (nothing stands there)"],
    [undefined, "undefined"],
  ])("%j moves no cursor and hides nothing", (value, text) => {
    expect(show(value)).toBe(text);
  });

  test("is cut when it is long", () => {
    expect(show("x".repeat(500))).toMatch(/^"x{119}… \(502 characters\)$/);
  });
});
