import { expect, test } from "@jest/globals";
import { failedAfter, type Loose, unjudgedAfter, type World } from "./made";

const once = "jobs that run once have ended well";
const awake = "no CronJob is suspended that dist wants to run";
const last = "the last run of each CronJob that was due ended well";
const object = "CronJob public/n8n-backup";
const [night, noon] = ["2026-11-23T03:04:00Z", "2026-11-24T11:00:00Z"];

function runOf(world: World, type: "Complete" | "Failed", startTime: string, more: object = {}): void {
  const { metadata } = world.object(object);
  world.others.push({
    kind: "Job",
    object: {
      metadata: {
        name: `run-${startTime}`,
        namespace: "public",
        uid: startTime,
        creationTimestamp: startTime,
        ownerReferences: [{ kind: "CronJob", name: metadata.name, uid: metadata.uid }],
      },
      status: { startTime, conditions: [{ type, status: "True", ...more }], ...(type === "Complete" ? { completionTime: startTime } : {}) },
    },
  });
}

const changes: readonly [what: string, change: (cronJob: Loose, world: World) => void, check: string, found: string][] = [
  ["one that is suspended", ({ spec }) => (spec.suspend = true), awake, "is suspended; kubectl -n public patch cronjob n8n-backup "],
  [
    "one whose last run failed",
    (_, world) => runOf(world, "Failed", noon, { reason: "DeadlineExceeded" }),
    last,
    "failed: DeadlineExceeded; kubectl -n public logs job/run-",
  ],
  [
    "one that was due and never ended well",
    ({ status }) => delete status.lastSuccessfulTime,
    last,
    "has never ended well, and was due 8 h ago",
  ],
  [
    "one whose last success is older than its schedule allows",
    ({ status }) => (status.lastSuccessfulTime = "2026-11-21T03:10:00Z"),
    last,
    "last ended well 3 d ago, and was due 8 h ago",
  ],
];

test.each(changes)("names %s", (_, change, check, found) => {
  const failed = failedAfter((world) => {
    change(world.object(object), world);
  });
  expect(failed[check]).toEqual([{ object, found: expect.stringContaining(found) }]);
});

test("a run that failed and was made good by a later one is no fault", () => {
  const failed = failedAfter((world) => {
    runOf(world, "Failed", night, { reason: "BackoffLimitExceeded" });
    runOf(world, "Complete", noon);
  });
  expect(failed).toEqual({});
});

test("cannot judge one before it was due for the first time, and is content when it was run by hand", () => {
  const young = (world: World): Loose => {
    const cronJob = world.object(object);
    cronJob.metadata.creationTimestamp = "2026-11-24T11:30:00Z";
    delete cronJob.status.lastSuccessfulTime;
  };
  expect(unjudgedAfter(young)[last]).toEqual([{ object, found: "has not been due yet; it is in 15 h" }]);
  expect(
    unjudgedAfter((world) => {
      young(world);
      runOf(world, "Complete", noon);
    })[last],
  ).toBeUndefined();
});

test("names a job that runs once and failed, has not ended, or is not there", () => {
  const failed = failedAfter((world) => {
    world.object("Job storage/postgres-provisioning").status = {
      conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }],
    };
    world.object("Job storage/mongodb-provisioning").status = {};
  });
  expect(failed[once]?.map(({ found }) => found)).toEqual(["has not ended yet", expect.stringMatching(/^failed: BackoffLimitExceeded; /)]);
});
