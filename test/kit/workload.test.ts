import { describe, expect, test } from "@jest/globals";
import { type Pod, podsOf, runsForEver } from "../support/pods";
import { shapes } from "../support/stack";

interface CronJobSpec {
  readonly timeZone?: string;
  readonly schedule: string;
  readonly concurrencyPolicy?: string;
  readonly startingDeadlineSeconds?: number;
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
  readonly suspend?: boolean;
  readonly jobTemplate: { readonly spec: JobSpec };
}

interface JobSpec {
  readonly activeDeadlineSeconds?: number;
  readonly backoffLimit?: number;
  readonly ttlSecondsAfterFinished?: number;
}

describe.each(shapes)("$name", ({ objects, stack }) => {
  const pods = podsOf(objects);
  const broken = (kind: Pod["kind"], breaks: (pod: Pod) => boolean) =>
    pods.filter((pod) => pod.kind === kind && breaks(pod)).map(({ name }) => name);
  const cron = (breaks: (spec: CronJobSpec) => boolean) =>
    broken("CronJob", ({ controller }) => breaks(controller as unknown as CronJobSpec));

  test("there are services, databases, jobs at a time and a job at each change", () => {
    const daemons = stack.services.some(({ everyNode }) => everyNode) ? ["DaemonSet"] : [];
    expect([...new Set(pods.map(({ kind }) => kind))].sort()).toEqual(["CronJob", ...daemons, "Deployment", "Job", "StatefulSet"]);
  });

  test("every service has one pod, but those that run on each node", () => {
    const each = stack.services.filter(({ everyNode }) => everyNode).map(({ name }) => name);
    expect(pods.filter(({ kind }) => kind === "DaemonSet").map(({ name }) => name)).toEqual(each);
    expect(
      pods.filter((pod) => runsForEver(pod) && pod.kind !== "DaemonSet" && pod.controller.replicas !== 1).map(({ name }) => name),
    ).toEqual([]);
  });

  test("what writes to a claim or takes a host port stops before its successor starts", () => {
    expect(
      broken("Deployment", ({ controller, spec }) => {
        const alone =
          (spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim) ||
          spec.containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort));
        return alone && (controller.strategy as { type?: string }).type !== "Recreate";
      }),
    ).toEqual([]);
  });

  test("databases keep the name of their pod, and none has claims that no one can change", () => {
    const sets = pods.filter(({ kind }) => kind === "StatefulSet");
    const databases = ["postgres", "redis-business", "redis-private", "mongodb"].filter((name) => stack.has(name));
    expect(sets.map(({ name }) => name).sort()).toEqual([...databases].sort());
    expect(sets.filter(({ controller }) => controller.volumeClaimTemplates !== undefined)).toEqual([]);
    expect(sets.map(({ controller }) => controller.serviceName)).toEqual(sets.map(({ name }) => name));
  });

  test("few old revisions are kept", () => {
    expect(pods.filter((pod) => runsForEver(pod) && !(Number(pod.controller.revisionHistoryLimit) <= 3)).map(({ name }) => name)).toEqual(
      [],
    );
  });

  test("every timed job runs in the owner's time zone", () => {
    expect(cron(({ timeZone }) => timeZone !== "Europe/Berlin")).toEqual([]);
  });

  test("no timed job runs beside itself", () => {
    expect(cron(({ concurrencyPolicy }) => concurrencyPolicy !== "Forbid")).toEqual([]);
  });

  test("a machine that was off at the hour has an hour at least to make up for it", () => {
    expect(cron(({ startingDeadlineSeconds }) => !(Number(startingDeadlineSeconds) >= 3600))).toEqual([]);
  });

  test("every job has an end and few tries", () => {
    const bad = ({ activeDeadlineSeconds, backoffLimit }: JobSpec) => !(Number(activeDeadlineSeconds) > 0) || !(Number(backoffLimit) <= 6);
    expect(cron(({ jobTemplate }) => bad(jobTemplate.spec))).toEqual([]);
    expect(broken("Job", ({ controller }) => bad(controller as unknown as JobSpec))).toEqual([]);
  });

  test("little history is kept", () => {
    expect(cron((spec) => !(Number(spec.successfulJobsHistoryLimit) <= 3) || !(Number(spec.failedJobsHistoryLimit) <= 3))).toEqual([]);
  });

  test("no timed job sleeps", () => {
    expect(cron(({ suspend }) => suspend === true)).toEqual([]);
  });

  test("no timed job starts only in the hour that a night in spring does not have", () => {
    expect(cron(({ schedule }) => schedule.split(" ")[1] === "2")).toEqual([]);
  });

  test("a job that runs once is not removed after it, because Flux would run it again", () => {
    expect(broken("Job", ({ controller }) => controller.ttlSecondsAfterFinished !== undefined)).toEqual([]);
  });

  test("a failed run is not started again in its own pod", () => {
    expect(pods.filter((pod) => !runsForEver(pod) && pod.spec.restartPolicy !== "Never").map(({ name }) => name)).toEqual([]);
  });

  test("the programs that need it get time to stop: PostgreSQL a minute at least", () => {
    expect(pods.find(({ name }) => name === "postgres")?.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(60);
  });
});
