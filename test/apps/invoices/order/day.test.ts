import { describe, expect, test } from "@jest/globals";
import { isDay, later, today } from "../../../../apps/invoices/order/day";

describe("a day", () => {
  test.each(["2026-02-28", "2028-02-29", "2026-12-31"])("%s is one", (text) => {
    expect(isDay(text)).toBe(true);
  });

  // ../shared/facts/einvoice-real.md, 6 and 7: 2026-11-31 passes the library and every check of CII documents.
  test.each(["2026-11-31", "2026-02-29", "2026-13-01", "30.11.2026", "2026-1-1", "2026-11-30T00:00:00Z", "1999-01-01"])(
    "%s is none",
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );

  test("is that of the wall's clock, not of the computer's", () => {
    expect(today("Europe/Berlin", new Date("2026-12-31T23:30:00Z"))).toBe("2027-01-01");
  });

  test("fourteen days later may be in another year", () => {
    expect(later("2026-12-24", 14)).toBe("2027-01-07");
  });
});
