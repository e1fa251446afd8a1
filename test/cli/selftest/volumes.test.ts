import { expect, test } from "@jest/globals";
import { volumeCheck } from "../../../cli/selftest/volumes";
import { applied, failedAfter, type Loose, World } from "./made";

const name = "claims have volumes of their class and size, which are retained";
const object = "PersistentVolumeClaim storage/postgres-data";

const changes: readonly [what: string, change: (claim: Loose, world: World) => void, found: string][] = [
  [
    "a volume that goes with its claim",
    (_, world) => (world.volumeOf("storage/postgres-data").spec.persistentVolumeReclaimPolicy = "Delete"),
    "its volume pv of postgres-data has the reclaim policy Delete, the class hot says Retain",
  ],
  ["a claim of another class", (claim) => (claim.spec.storageClassName = "local-path"), "is of the class local-path, dist says hot"],
  ["a claim of another size", (claim) => (claim.spec.resources.requests.storage = "1Gi"), "asks for 1Gi, dist says "],
  ["a claim that is not bound", (claim) => (claim.status.phase = "Pending"), "is Pending"],
  ["a claim whose volume is gone", (claim) => (claim.status.phase = "Lost"), "its volume pv of postgres-data is gone"],
  ["a claim whose volume is not there", (claim) => (claim.spec.volumeName = "elsewhere"), "its volume elsewhere is not there"],
];

test.each(changes)("names %s", (_, change, found) => {
  const failed = failedAfter((world) => {
    change(world.object(object), world);
  });
  expect(failed[name]).toEqual([{ object, found: expect.stringContaining(found) }]);
});

test("names a volume of a share that goes with its claim", () => {
  const failed = failedAfter((world) => {
    world.volumeOf("private/dovecot-mail").spec.persistentVolumeReclaimPolicy = "Recycle";
  });
  expect(failed[name]?.map(({ found }) => found)).toEqual([
    expect.stringMatching(/has the reclaim policy Recycle, the class bulk says Retain$/),
  ]);
});

test("one unit for another is the same size", () => {
  expect(
    failedAfter((world) => {
      const { requests } = world.object("PersistentVolumeClaim public/n8n-home").spec.resources;
      requests.storage = `${Number.parseInt(requests.storage, 10) * 1024}Mi`;
    })[name],
  ).toBeUndefined();
});

test("a claim without a volume is none to judge where nothing mounts it, or a job that has not run", () => {
  const parked = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "off-data", namespace: "public" }, spec: {} };
  const world = new World();
  world.others.push({ kind: parked.kind, object: { metadata: parked.metadata, spec: {}, status: { phase: "Pending" } } });
  expect(volumeCheck([...applied, parked], world.live()).unjudged).toEqual([
    { object: "PersistentVolumeClaim public/off-data", found: "no pod of dist mounts it, so it may have no volume" },
  ]);
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "off-data" } }];
  const spec = { jobTemplate: { spec: { template: { spec: { volumes } } } } };
  const nightly = { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "nightly", namespace: "public" }, spec };
  expect(volumeCheck([...applied, parked, nightly], world.live()).unjudged).toEqual([
    { object: "PersistentVolumeClaim public/off-data", found: "has no volume before the first run of nightly" },
  ]);
});
