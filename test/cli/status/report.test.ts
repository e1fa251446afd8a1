import { describe, expect, test } from "@jest/globals";
import { notWatched } from "../../../charts/model/time/watch";
import { Schedule } from "../../../charts/values/schedule";
import { reportOf } from "../../../cli/status/report";
import { showReport } from "../../../cli/status/show";
import type { Snapshot } from "../../../cli/status/snapshot";
import { catalogueOf, exampleJob, exampleService } from "../../support/example";
import { stackOf } from "../../support/stack";
import { ago, cronJob, deployment, metadata, pod, runOf, snapshot } from "./made";

const shop = exampleService("shop");
const project = { stack: stackOf({}, catalogueOf([shop])), lock: { state: [], released: [] }, generations: new Map() };
const well: Partial<Snapshot> = { controllers: { Deployment: [deployment(shop)], StatefulSet: [], DaemonSet: [] }, pods: [pod(shop)] };
const report = (parts: Partial<Snapshot>) => reportOf(project, new Map(), snapshot({ ...well, ...parts }));

describe("the report", () => {
  test("of a stack that runs is well", () => {
    expect(report({})).toMatchObject({ verdict: "ok", missing: [], leftOver: [] });
  });

  test("names what the cluster lacks and what it has too much", () => {
    const old = exampleService("old");
    const controllers = { Deployment: [deployment(old)], StatefulSet: [], DaemonSet: [] };
    expect(report({ controllers, secrets: [metadata(old)] })).toMatchObject({
      verdict: "wrong",
      missing: [{ kind: "Deployment", namespace: "public", name: "shop" }],
      leftOver: [
        { kind: "Deployment", namespace: "public", name: "old" },
        { kind: "Secret", namespace: "public", name: "old" },
      ],
    });
  });

  test("takes a run for its CronJob's, not for one left over", () => {
    const run = { metadata: metadata(shop, { ownerReferences: [{ kind: "CronJob", name: "x", uid: "x" }] }), status: {} };
    expect(report({ jobs: [run] }).leftOver).toEqual([]);
    expect(report({ jobs: [{ metadata: metadata(shop), status: {} }] })).toMatchObject({ verdict: "warning", leftOver: [{ kind: "Job" }] });
  });
});

describe("the screen", () => {
  test("marks what is wrong without any colour", () => {
    const controllers = { Deployment: [], StatefulSet: [], DaemonSet: [] };
    const lines = showReport(report({ controllers, pods: [] }), 80).split("\n");
    expect(lines.filter((line) => line.startsWith("X"))).toEqual([
      expect.stringMatching(/^X {2}shop {2}0\/1 .* missing: Deployment public\/shop$/),
    ]);
    expect(lines.at(-1)).toBe("Wrong (X): 1. To be looked at (!): 0.");
  });

  test("ends with one sentence when all is well", () => {
    expect(showReport(report({}), 80)).toMatch(/\n\nAll is well\.$/);
  });
});

describe("a first day", () => {
  const jobs = Array.from({ length: 20 }, (_, index) =>
    exampleJob(`backup-${index}`, {
      schedule: Schedule.daily(`0${Math.floor(index / 10) + 3}:${(index % 10) + 10}`),
      watch: notWatched("an example"),
    }),
  );
  const young = { ...project, stack: stackOf({}, catalogueOf([shop], jobs)) };
  const created = (job: (typeof jobs)[number]) => ({ metadata: metadata(job, { creationTimestamp: ago(30) }) });
  const cronJobs = jobs.map((job) => cronJob(job, {}, created(job)));
  const reported = (parts: Partial<Snapshot>) => reportOf(young, new Map(), snapshot({ ...well, cronJobs, ...parts }));

  test("is not well, and no job stands on a line of its own", () => {
    const report = reported({});
    const screen = showReport(report, 100);
    expect(report.verdict).toBe("unproven");
    expect(screen.split("\n").length).toBeLessThan(25);
    expect(screen).toContain("Never ended well yet: 20 of 20 jobs");
    expect(screen).toContain("- backup-0 in 14 h");
    expect(screen).toMatch(/\n\nNothing is wrong \(X\)\. Never yet proven \(-\): 20\. To be looked at \(!\): 0\.$/);
  });

  test("says how one is run at once", () => {
    expect(showReport(reported({}), 100)).toContain("kubectl -n public create job --from=cronjob/backup-0 backup-0-now");
  });

  test("ends when each has ended well", () => {
    expect(showReport(reported({ jobs: jobs.map((job) => runOf(job, 5, "Complete")) }), 100)).toMatch(/All is well\.$/);
  });
});
