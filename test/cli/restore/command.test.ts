import { afterAll, expect, test } from "@jest/globals";
import { Operator } from "../operator";

const owner = new Operator();
afterAll(() => owner.remove());

test.each([
  [
    ["paperles-business"],
    /^mk360 restore: SERVICE is "paperles-business"\. Allowed: a running service whose data is backed up.*did you mean paperless-business\?/,
  ],
  // It keeps nothing that a backup takes.
  [["gotenberg"], /^mk360 restore: SERVICE is "gotenberg".*choose one of .*n8n/],
  [["n8n", "--at", "yesterday"], /^mk360 restore: --at is "yesterday"\. Allowed: a day or a minute on the clocks of Europe\/Berlin/],
  [["n8n", "--to", "scratch"], /option '--to <place>' argument 'scratch' is invalid\. Allowed choices are live\./],
  [[], /missing required argument 'service'/],
])("mk360 restore %p is refused before any cluster is asked", (words, why) => {
  expect(owner.refused("restore", ...words)).toMatch(why);
});
