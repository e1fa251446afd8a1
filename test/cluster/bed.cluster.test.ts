import { expect, test } from "@jest/globals";
import { Bed } from "./bed/bed";
import { isReady, podsOf } from "./live";

test("what k3s brings runs on two machines", async () => {
  const pods = await podsOf(Bed.here());
  expect(pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name)).toEqual([]);
});
