import { describe, expect, test } from "@jest/globals";
import { edgesOf } from "../../../charts/model/network/edge";
import type { Network } from "../../../charts/model/network/network";
import { isOfTheDocument, separationOf } from "../../../charts/model/network/separation";
import { exampleService } from "../../support/example";
import { whole } from "../../support/stack";

const on = (network: Network) => exampleService(`on-${network}`, { network });

describe("the two sides", () => {
  test.each([
    ["public", "private"],
    ["private", "public"],
    ["public", "home"],
    ["home", "public"],
  ] as const)("%s never meets %s", (from, to) => {
    expect(separationOf(on(from), on(to))).toContain("the two sides never meet");
  });

  test.each([
    ["private", "home"],
    ["public", "storage"],
    ["edge", "private"],
    ["ops", "home"],
  ] as const)("%s may meet %s", (from, to) => {
    expect(separationOf(on(from), on(to))).toBeUndefined();
  });

  test("are kept apart by every connection of the stack", () => {
    const crossing = edgesOf(whole.stack).filter(
      ({ from, to }) => from.kind === "workload" && to.kind === "workload" && separationOf(from.workload, to.workload) !== undefined,
    );
    expect(crossing).toEqual([]);
  });
});

test("the owner's document lets the proxies in, and lets no database call anybody", () => {
  expect(isOfTheDocument(on("edge"), on("public"))).toBe(true);
  expect(isOfTheDocument(on("storage"), on("public"))).toBe(false);
});
