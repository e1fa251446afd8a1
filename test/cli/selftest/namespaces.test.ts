import { expect, test } from "@jest/globals";
import { failedAfter, type Loose } from "./made";

const name = "namespaces enforce Pod Security as dist says";
const prefix = "pod-security.kubernetes.io/";

const changes: readonly [what: string, change: (labels: Loose) => void, found: string][] = [
  ["less", (labels) => (labels[`${prefix}enforce`] = "baseline"), `${prefix}enforce is baseline, dist says restricted`],
  ["nothing", (labels) => delete labels[`${prefix}enforce`], `${prefix}enforce is not set, dist says restricted`],
  [
    "what was restricted long ago",
    (labels) => (labels[`${prefix}enforce-version`] = "v1.19"),
    `${prefix}enforce-version is v1.19, dist says nothing of it`,
  ],
];

test.each(changes)("names a namespace that enforces %s", (_, change, found) => {
  const failed = failedAfter((world) => {
    change(world.object("Namespace public").metadata.labels);
  });
  expect(failed[name]).toEqual([{ object: "Namespace public", found }]);
});

test("names a namespace that is not there", () => {
  expect(failedAfter((world) => world.objects.delete("Namespace public"))[name]).toEqual([
    { object: "Namespace public", found: "is not there" },
  ]);
});
