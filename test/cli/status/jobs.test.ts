import { describe, expect, test } from "@jest/globals";
import { notWatched } from "../../../charts/model/time/watch";
import { Schedule } from "../../../charts/values/schedule";
import { hours } from "../../../charts/values/span";
import { jobRows } from "../../../cli/status/jobs";
import type { Snapshot } from "../../../cli/status/snapshot";
import { catalogueOf, exampleJob } from "../../support/example";
import { stackOf } from "../../support/stack";
import { ago, container, cronJob, metadata, pod, runOf, snapshot } from "./made";

// Noon in Berlin is 11:00 UTC in winter: the snapshots are made at 13:00 there.
const nightly = exampleJob("nightly", { schedule: Schedule.daily("03:00"), endsWithin: hours(2), watch: notWatched("an example") });
const once = exampleJob("setup");
const stack = stackOf({}, catalogueOf([], [nightly, once]));
const tonight = { lastScheduleTime: "2026-11-24T02:00:00Z", lastSuccessfulTime: "2026-11-24T02:10:00Z" };

function rows(parts: Partial<Snapshot>) {
  const [scheduled, single] = jobRows(stack, new Map([["setup", "setup-12345678"]]), snapshot(parts));
  return { scheduled, single };
}

describe("a scheduled job", () => {
  test("is well when its last run ended well", () => {
    const { scheduled } = rows({
      cronJobs: [cronJob(nightly, tonight)],
      jobs: [runOf(nightly, 600, "Complete"), runOf(nightly, 2040, "Failed")],
    });
    expect(scheduled).toMatchObject({ verdict: "ok", result: "complete", last: ago(599) });
  });

  test("is wrong when its last run failed, whatever went well before", () => {
    const { scheduled } = rows({
      cronJobs: [cronJob(nightly, tonight)],
      jobs: [runOf(nightly, 2040, "Complete"), runOf(nightly, 600, "Failed")],
    });
    expect(scheduled).toMatchObject({
      verdict: "wrong",
      result: "failed",
      problem: "failed 9 h ago (BackoffLimitExceeded); kubectl -n public logs job/nightly-600 --all-containers says why",
    });
  });

  test("is overdue when it has not begun by the end of its starting deadline", () => {
    const missed = { lastScheduleTime: "2026-11-23T02:00:00Z", lastSuccessfulTime: "2026-11-23T02:10:00Z" };
    const { scheduled } = rows({ cronJobs: [cronJob(nightly, missed)], jobs: [runOf(nightly, 2040, "Complete")] });
    expect(scheduled).toMatchObject({ verdict: "wrong", problem: "overdue: it should have begun 10 h ago (daily at 03:00)" });
  });

  test("is overdue when it began but has not ended well for longer than it may take", () => {
    const { scheduled } = rows({ cronJobs: [cronJob(nightly, { ...tonight, lastSuccessfulTime: "2026-11-20T02:10:00Z" })] });
    expect(scheduled).toMatchObject({ verdict: "wrong", problem: "overdue: its last success is 4 d old (daily at 03:00)" });
  });

  describe("whose first time has not come", () => {
    const young = cronJob(nightly, {}, { metadata: metadata(nightly, { creationTimestamp: ago(60) }) });

    test("is not overdue and not proven, and it is said when it begins", () => {
      expect(rows({ cronJobs: [young] }).scheduled).toMatchObject({
        verdict: "unproven",
        result: "none",
        next: "2026-11-25T02:00:00.000Z",
        problem: "has never ended well yet",
      });
    });

    test("is not proven by a run that has only begun, and is by one that somebody started and that ended well", () => {
      expect(rows({ cronJobs: [young], jobs: [runOf(nightly, 5)] }).scheduled).toMatchObject({ verdict: "unproven", result: "running" });
      expect(rows({ cronJobs: [young], jobs: [runOf(nightly, 5, "Complete")] }).scheduled).toMatchObject({ verdict: "ok" });
    });
  });

  test("is wrong when somebody suspended it", () => {
    const { scheduled } = rows({ cronJobs: [cronJob(nightly, tonight, { spec: { suspend: true } })] });
    expect(scheduled).toMatchObject({ verdict: "wrong", problem: expect.stringContaining("suspended") });
  });

  test("runs, and is wrong when its pod cannot", () => {
    const run = runOf(nightly, 5);
    const owner = { ownerReferences: [{ kind: "Job", name: run.metadata.name, uid: run.metadata.uid }] };
    const pulling = pod(nightly, { containerStatuses: [container({ state: { waiting: { reason: "ImagePullBackOff" } } })] }, owner);
    expect(rows({ cronJobs: [cronJob(nightly, tonight)], jobs: [run] }).scheduled).toMatchObject({ verdict: "ok", result: "running" });
    expect(rows({ cronJobs: [cronJob(nightly, tonight)], jobs: [run], pods: [pulling] }).scheduled).toMatchObject({
      verdict: "wrong",
      problem: "main: ImagePullBackOff",
    });
  });

  test("is missing without its CronJob", () => {
    expect(rows({}).scheduled).toMatchObject({ verdict: "wrong", problem: "missing: CronJob public/nightly" });
  });
});

describe("a job that runs once", () => {
  const complete = { conditions: [{ type: "Complete", status: "True" }], completionTime: ago(10) };

  test("is well when the Job of its present content is complete", () => {
    const done = { metadata: metadata(once, { name: "setup-12345678" }), status: complete };
    expect(rows({ jobs: [done] }).single).toMatchObject({ verdict: "ok", result: "complete", last: ago(10) });
  });

  test("is not proven while it runs", () => {
    const runs = { metadata: metadata(once, { name: "setup-12345678" }), status: { startTime: ago(1) } };
    expect(rows({ jobs: [runs] }).single).toMatchObject({ verdict: "unproven", result: "running" });
  });

  test("is missing when only an earlier content of it has run", () => {
    const old = { metadata: metadata(once, { name: "setup-87654321" }), status: complete };
    expect(rows({ jobs: [old] }).single).toMatchObject({ verdict: "wrong", problem: "missing: Job public/setup-12345678" });
  });
});
