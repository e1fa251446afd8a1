import { describe, expect, test } from "@jest/globals";
import type { Job } from "../../../charts/model/job";
import { notWatched } from "../../../charts/model/time/watch";
import { calls } from "../../../charts/model/use";
import { filledRows, withoutMadeUp } from "../../../cli/status/filled";
import { jobRows } from "../../../cli/status/jobs";
import type { Snapshot } from "../../../cli/status/snapshot";
import { catalogueOf, exampleService } from "../../support/example";
import { stackOf } from "../../support/stack";
import { ago, container, cronJob, metadata, pod, runOf, snapshot } from "./made";

const plain = exampleService("shop");
const shop = plain.with("shop", {
  setUp: (own) => ({
    enters: "its goods",
    memory: plain.main.memory,
    uses: [calls(own(Object.keys(plain.main.ports)[0] ?? ""), "enters them")],
    watch: notWatched("an example"),
  }),
});
const stack = stackOf({}, catalogueOf([shop]));
const [once, daily] = stack.jobs as [Job, Job];

const firstRun = (condition?: "Complete" | "Failed") => ({
  ...runOf(once, 600, condition),
  metadata: metadata(once, { name: "shop-set-up-1", uid: "first" }),
});
const words = "the shop does not take the password; change it back";
const failedPod = pod(
  once,
  {
    phase: "Failed",
    containerStatuses: [container({ state: { terminated: { exitCode: 1, message: words, finishedAt: "2026-11-24T02:00:00Z" } } })],
  },
  { ownerReferences: [{ kind: "Job", name: "shop-set-up-1", uid: "first" }] },
);

function seen(parts: Partial<Snapshot>) {
  const jobs = jobRows(
    stack,
    new Map([["shop-set-up", "shop-set-up-1"]]),
    snapshot({ cronJobs: [cronJob(daily, {}, { metadata: metadata(daily, { creationTimestamp: ago(5) }) })], ...parts }),
  );
  return { row: filledRows(stack, jobs)[0], jobs: withoutMadeUp(stack, jobs) };
}

describe("a service that is filled", () => {
  test("is as declared when the run for what is declared now has ended well", () => {
    expect(seen({ jobs: [firstRun("Complete")] }).row).toMatchObject({ name: "shop", verdict: "ok" });
  });

  test("is not proven while it is filled for the first time", () => {
    expect(seen({ jobs: [firstRun()] }).row).toMatchObject({ verdict: "unproven", problem: "not filled yet" });
  });

  test("is wrong when that failed, and the set-up's last words are repeated", () => {
    const { row, jobs } = seen({ jobs: [firstRun("Failed")], pods: [failedPod] });
    expect(row).toMatchObject({ verdict: "wrong", problem: expect.stringContaining(words) });
    expect(jobs[0]).toMatchObject({ verdict: "wrong", problem: expect.stringContaining(words) });
  });

  test("is no fault when that ended well and says what the owner should know, which is repeated", () => {
    const said = "alarms was changed in the shop itself";
    const told = pod(
      once,
      { phase: "Succeeded", containerStatuses: [container({ state: { terminated: { exitCode: 0, message: said } } })] },
      { ownerReferences: [{ kind: "Job", name: "shop-set-up-1", uid: "first" }] },
    );
    expect(seen({ jobs: [firstRun("Complete")], pods: [told] }).row).toMatchObject({ verdict: "warning", problem: said });
  });

  test("is well again when a later morning's run has made up for it", () => {
    const { row, jobs } = seen({ jobs: [firstRun("Failed"), runOf(daily, 5, "Complete")], pods: [failedPod] });
    expect(row).toMatchObject({ verdict: "ok", problem: undefined });
    expect(jobs[0]).toMatchObject({ verdict: "ok", problem: undefined });
  });

  test("is wrong when a later morning's run failed, whatever went well before", () => {
    expect(seen({ jobs: [firstRun("Complete"), runOf(daily, 5, "Failed")] }).row).toMatchObject({ verdict: "wrong" });
  });

  test("is wrong where its set-up is missing in the cluster", () => {
    expect(seen({ jobs: [] }).row).toMatchObject({ verdict: "wrong", problem: "missing: Job public/shop-set-up-1" });
  });
});
