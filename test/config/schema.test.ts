import { describe, expect, test } from "@jest/globals";
import { helpAt } from "../../charts/config/field";
import { configSchema } from "../../charts/config/schema";
import { places } from "./walk";

describe("the schema", () => {
  test.each(places().map((place) => [place.path || "(the whole)", place.schema] as const))("explains %s by itself", (_, schema) => {
    const help = helpAt(schema, []);
    expect([help?.says, help?.allowed, help?.fix].map((text) => (text ?? "").length > 3)).toEqual([true, true, true]);
  });

  test("refuses what it does not know at every level", () => {
    const issues =
      configSchema.safeParse({ a: 1, machines: { vps: { b: 1 } }, backup: { copyWeekly: { target: { c: 1 } } } }).error?.issues ?? [];
    const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
    expect(unknown.sort()).toEqual(["a", "b", "c"]);
  });
});
