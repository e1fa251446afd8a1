import { expect, test } from "@jest/globals";
import { Refusal } from "../../../charts/config/refusal";
import { momentOf } from "../../../cli/restore/moment";

test.each([
  ["2026-11-30 04:10", "2026-11-30T03:10:59.999Z"],
  ["2026-07-01T04:10", "2026-07-01T02:10:59.999Z"],
  // A day alone is all of it.
  ["2026-11-30", "2026-11-30T22:59:59.999Z"],
  // The clocks show this hour twice.
  ["2026-10-25 02:30", "2026-10-25T01:30:59.999Z"],
  // They skip this one.
  ["2026-03-29 02:30", "2026-03-29T01:30:59.999Z"],
])("%s on the clocks of Berlin is %s", (text, moment) => {
  expect(momentOf(text, "Europe/Berlin").toISOString()).toBe(moment);
});

test.each(["yesterday", "2026-02-30", "2026-11-30 24:00", "2026-11-30 4:10", "30.11.2026", ""])(
  '"%s" is refused, with how to write it',
  (text) => {
    expect(() => momentOf(text, "Europe/Berlin")).toThrow(Refusal);
    expect(() => momentOf(text, "Europe/Berlin")).toThrow(/--at.*such as 2026-11-30/);
  },
);
