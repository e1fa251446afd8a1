import type { Job } from "../../charts/model/job";
import type { Stack } from "../../charts/model/stack";
import { byText } from "../../charts/values/order";
import type { Schedule } from "../../charts/values/schedule";
import { lastDue, nextDue } from "../cluster/due";
import { holds, type KubeCronJob, type KubeJob, type KubePod } from "../cluster/objects";
import { ageOf } from "../text/age";
import type { Verdict } from "../verdict";
import { faultOf, lastWordsOf, PodsByWorkload, remarkOf } from "./pods";
import type { Snapshot } from "./snapshot";

export type Result = "complete" | "failed" | "running" | "none";

/** One job of the model, with its last run. */
export interface JobRow {
  readonly name: string;
  readonly namespace: string;
  /** "once", or when it runs. */
  readonly schedule: string;
  /** How its last run ended; "none" before the first. */
  readonly result: Result;
  /** When its last run ended, or began while it runs. */
  readonly last: string | undefined;
  /** When it begins the next time; undefined when it runs once, or its CronJob is missing. */
  readonly next: string | undefined;
  readonly verdict: Verdict;
  readonly problem: string | undefined;
  /** What its last run says although it ended well; undefined for most. */
  readonly remark?: string;
}

type Judged = Pick<JobRow, "result" | "last" | "verdict" | "problem" | "remark">;
/** What is seen of one job beside its own objects. */
interface View {
  readonly pods: readonly KubePod[];
  readonly timeZone: string;
  readonly at: Date;
}

type Scheduled = Job & { readonly schedule: Schedule };

/** A row for each job of the model; `onceNames` are the names that its run-once Jobs have now. */
export function jobRows(stack: Stack, onceNames: ReadonlyMap<string, string>, snapshot: Snapshot): JobRow[] {
  const jobs = new Map(snapshot.jobs.map((job) => [keyOf(job), job]));
  const cronJobs = new Map(snapshot.cronJobs.map((cronJob) => [keyOf(cronJob), cronJob]));
  const runs = runsByOwner(snapshot.jobs);
  const pods = new PodsByWorkload(snapshot.pods);
  return stack.jobs.map((job) => {
    const { name } = job;
    const namespace = job.namespace.name;
    const place = { name, namespace, schedule: job.schedule === undefined ? "once" : `${job.schedule}`, next: undefined };
    const view: View = { pods: pods.of(namespace, name), timeZone: stack.config.timeZone, at: snapshot.at };
    if (!isScheduled(job)) {
      const objectName = onceNames.get(name) ?? name;
      const run = jobs.get(`${namespace}/${objectName}`);
      return { ...place, ...(run ? judgeOnce(run, view) : missing(`Job ${namespace}/${objectName}`)) };
    }
    const cronJob = cronJobs.get(`${namespace}/${name}`);
    if (!cronJob) return { ...place, ...missing(`CronJob ${namespace}/${name}`) };
    const next = nextDue(job.schedule, view.timeZone, view.at).toISOString();
    return { ...place, next, ...judgeScheduled(job, cronJob, runs.get(cronJob.metadata.uid) ?? [], view) };
  });
}

function isScheduled(job: Job): job is Scheduled {
  return job.schedule !== undefined;
}

function missing(what: string): Judged {
  return { result: "none", last: undefined, verdict: "wrong", problem: `missing: ${what}` };
}

function judgeScheduled(job: Scheduled, cronJob: KubeCronJob, runs: readonly KubeJob[], view: View): Judged {
  const [latest] = [...runs].sort((a, b) => byText(startOf(b), startOf(a)));
  const { lastSuccessfulTime } = cronJob.status;
  const last: Judged = latest
    ? judgeRun(latest, view)
    : { result: lastSuccessfulTime ? "complete" : "none", last: lastSuccessfulTime, verdict: "ok", problem: undefined };
  if (last.verdict === "wrong") return last;
  const late = whyLate(job, cronJob, last.result === "running", view);
  if (late) return { ...last, verdict: "wrong", problem: late };
  const hasEndedWell = lastSuccessfulTime !== undefined || runs.some(({ status }) => holds("Complete", status.conditions));
  return hasEndedWell ? last : { ...last, verdict: "unproven", problem: neverYet };
}

const neverYet = "has never ended well yet";

/** One that is to run once is proven by its end, not by its beginning. */
function judgeOnce(run: KubeJob, view: View): Judged {
  const judged = judgeRun(run, view);
  return judged.verdict === "ok" && judged.result === "running" ? { ...judged, verdict: "unproven", problem: neverYet } : judged;
}

/**
 * What the schedule promises and the cluster has not kept. A run may begin late by as much as it may take (the
 * starting deadline of the CronJob), and then take that long.
 */
function whyLate(
  { schedule, endsWithin, name, namespace }: Scheduled,
  { metadata, spec, status }: KubeCronJob,
  runs: boolean,
  { timeZone, at }: View,
): string | undefined {
  if (spec.suspend) return `suspended; kubectl -n ${namespace.name} patch cronjob ${name} -p '{"spec":{"suspend":false}}' ends that`;
  const existedAt = (due: Date) => due.getTime() >= new Date(metadata.creationTimestamp).getTime();
  const before = (time: string | undefined, due: Date) => time === undefined || new Date(time).getTime() < due.getTime();
  const shouldHaveBegun = lastDue(schedule, timeZone, minus(at, endsWithin.seconds));
  if (existedAt(shouldHaveBegun) && before(status.lastScheduleTime, shouldHaveBegun))
    return `overdue: it should have begun ${ageOf(shouldHaveBegun, at)} ago (${schedule})`;
  const shouldHaveEnded = lastDue(schedule, timeZone, minus(at, 2 * endsWithin.seconds));
  if (!runs && existedAt(shouldHaveEnded) && before(status.lastSuccessfulTime, shouldHaveEnded))
    return `overdue: ${status.lastSuccessfulTime ? `its last success is ${ageOf(status.lastSuccessfulTime, at)} old` : "it has never ended well"} (${schedule})`;
  return undefined;
}

function judgeRun({ metadata, status }: KubeJob, { pods, at }: View): Judged {
  const failed = status.conditions?.find(({ type, status: is }) => type === "Failed" && is === "True");
  const own = pods.filter(({ metadata: { ownerReferences } }) => ownerReferences?.some(({ uid }) => uid === metadata.uid));
  if (failed) {
    const says = lastWordsOf(own) ?? `kubectl -n ${metadata.namespace} logs job/${metadata.name} --all-containers says why`;
    const when = failed.lastTransitionTime ?? startOf({ metadata, status });
    return {
      result: "failed",
      last: when,
      verdict: "wrong",
      problem: `failed ${ageOf(when, at)} ago (${failed.reason ?? "no reason given"}); ${says}`,
    };
  }
  if (holds("Complete", status.conditions)) {
    const remark = remarkOf(own);
    return { result: "complete", last: status.completionTime, verdict: "ok", problem: undefined, ...(remark ? { remark } : {}) };
  }
  const fault = own.map(faultOf).find((found) => found !== undefined);
  return { result: "running", last: startOf({ metadata, status }), verdict: fault ? "wrong" : "ok", problem: fault };
}

function startOf({ metadata, status }: KubeJob): string {
  return status.startTime ?? metadata.creationTimestamp;
}

/** The runs of each CronJob, whether its schedule or a person started them. */
function runsByOwner(jobs: readonly KubeJob[]): ReadonlyMap<string, readonly KubeJob[]> {
  const byOwner = new Map<string, KubeJob[]>();
  for (const job of jobs) {
    const owner = job.metadata.ownerReferences?.find(({ kind }) => kind === "CronJob");
    if (owner) byOwner.set(owner.uid, [...(byOwner.get(owner.uid) ?? []), job]);
  }
  return byOwner;
}

function keyOf({ metadata }: KubeJob | KubeCronJob): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function minus(at: Date, seconds: number): Date {
  return new Date(at.getTime() - seconds * 1000);
}
