import { describe, expect, test } from "@jest/globals";
import { isLeitwegId } from "../../../../apps/invoices/order/leitweg-id";

describe("a Leitweg-ID", () => {
  // Of the format's own specification, of the federal test system, and of the federal and a communal administration.
  test.each(["04011000-1234512345-06", "991-33333TEST-33", "992-90009-96", "05711-06001-79"])("%s is one", (text) => {
    expect(isLeitwegId(text)).toBe(true);
  });

  test.each(["04011000-1234512345-60", "04011000-1234512354-06", "991-33333TESA-33", "04011000", "", "04011000 1234512345 06"])(
    "%s is none: a digit is wrong or missing",
    (text) => {
      expect(isLeitwegId(text)).toBe(false);
    },
  );
});
