import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { project } from "./bed/addresses";
import { Bed } from "./bed/bed";

interface Check {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "unjudged" | string;
  readonly failed: readonly { readonly object: string; readonly found: string }[];
}

describe("mk360 selftest on two real machines", () => {
  let checks: readonly Check[];
  let code: number | null;

  beforeAll(async () => {
    const run = await Bed.here().run(process.execPath, [join(project, "cli/bin.mjs"), "selftest", "--json"]);
    ({ code } = run);
    checks = (JSON.parse(run.stdout || "{}") as { checks?: Check[] }).checks ?? [];
    if (checks.length === 0) throw new Error(run.stderr);
  });

  test("finds what was applied, and nothing else", () => {
    expect(checks.flatMap(({ name, failed }) => failed.map(({ object, found }) => `${name}: ${object} ${found}`))).toEqual([]);
    expect(code).toBe(0);
  });
});
