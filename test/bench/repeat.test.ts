import { expect, test } from "@jest/globals";
import { repeat } from "../../bench/repeat";
import { catalogue } from "../../charts/catalogue";
import { stackOf } from "../support/stack";

/** These jobs follow from the others by themselves, and are not repeated with them. */
test("the catalogue three times is a stack with three times the services", () => {
  expect(stackOf({}, repeat(catalogue, 3)).services).toHaveLength(3 * stackOf().services.length);
});
