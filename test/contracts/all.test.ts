import { expect, test } from "@jest/globals";
import { podsOf, runsForEver } from "../support/pods";
import { whole } from "../support/stack";
import { all } from "./all";

test("every service that runs has a contract, and one alone", () => {
  const running = podsOf(whole.objects)
    .filter(runsForEver)
    .map(({ name }) => name);
  expect(all.flatMap((table) => Object.keys(table)).sort()).toEqual(running.sort());
});
