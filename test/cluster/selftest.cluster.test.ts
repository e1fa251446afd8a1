import { expect, test } from "@jest/globals";
import { Bed } from "./bed/bed";
import { selftestFindings } from "./selftest";

test("mk360 selftest on two real machines finds what was applied, and nothing else", async () => {
  expect(await selftestFindings(Bed.here())).toEqual([]);
});
