import { expect, test } from "@jest/globals";
import { runOnceNames } from "../../../cli/status/run-once";
import { whole } from "../../support/stack";

test("the names of run-once Jobs are those of dist", () => {
  const inDist = whole.objects.filter(({ object }) => object.kind === "Job").map(({ object }) => object.metadata.name);
  expect([...runOnceNames(whole.stack).values()]).toEqual(inDist);
  expect(inDist.length).toBeGreaterThan(1);
});
