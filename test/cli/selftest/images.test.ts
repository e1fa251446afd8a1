import { expect, test } from "@jest/globals";
import { failedAfter, type Loose, unjudgedAfter } from "./made";

const name = "containers run the images that dist pins";
const other = `sha256:${"0".repeat(64)}`;

const changes: readonly [what: string, change: (pod: Loose) => void, found: RegExp][] = [
  [
    "that runs another digest",
    ({ status }) => (status.containerStatuses[0].imageID = `docker.n8n.io/n8nio/n8n@${other}`),
    /^n8n runs docker\.n8n\.io\/n8nio\/n8n@sha256:0+, dist pins sha256:[0-9a-f]{64}$/,
  ],
  [
    "that asks for another image",
    ({ spec }) => (spec.containers[0].image = "docker.n8n.io/n8nio/n8n:1"),
    /^n8n asks for docker\.n8n\.io\/n8nio\/n8n:1, dist says docker\.n8n\.io\/n8nio\/n8n:/,
  ],
];

test.each(changes)("names a container %s", (_, change, found) => {
  const failed = failedAfter((world) => {
    change(world.pod("n8n"));
  });
  expect(failed).toEqual({ [name]: [{ object: "Pod public/n8n-0", found: expect.stringMatching(found) }] });
});

test.each([
  ["", "no name"],
  [other, "its own number"],
])("cannot judge where the runtime gives %j: %s", (imageId) => {
  const unjudged = unjudgedAfter((world) => {
    world.pod("postgres").status.containerStatuses[0].imageID = imageId;
  });
  expect(unjudged[name]).toContainEqual({ object: "Pod storage/postgres-0", found: "the runtime gives no digest of what it runs" });
});

test("cannot judge an image that dist itself does not pin", () => {
  expect(unjudgedAfter(() => undefined)[name]?.map(({ found }) => found)).toContainEqual(expect.stringMatching(/^dist pins no digest of /));
});
