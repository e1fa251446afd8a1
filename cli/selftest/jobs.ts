import type { KubeObject } from "../../charts/kit/manifest";
import { byText } from "../../charts/values/order";
import { lastDue, nextDue } from "../cluster/due";
import { holds, type KubeCronJob, type KubeJob } from "../cluster/objects";
import { ageOf, secondsBetween, spanOf } from "../text/age";
import { nameOf } from "./applied";
import { type Answer, type Check, check, unknown, wrong } from "./check";
import { timesOf } from "./cron";
import { cronJobsOf, jobsOf, type Live } from "./live";

interface DeclaredCronJob {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly suspend?: boolean;
  readonly startingDeadlineSeconds?: number;
  readonly jobTemplate?: { readonly spec?: { readonly activeDeadlineSeconds?: number } };
}

/** What is to run once has ended well, and what is to run again and again does. */
export function jobChecks(applied: readonly KubeObject[], live: Live): Check[] {
  const once = applied.filter(({ kind }) => kind === "Job");
  const scheduled = applied.filter(({ kind }) => kind === "CronJob");
  const awake = scheduled.filter((object) => !declared(object).suspend);
  return [
    check("jobs that run once have ended well", once, nameOf, (object) => ended(find(jobsOf(live), object))),
    check("no CronJob is suspended that dist wants to run", awake, nameOf, (object) => {
      const { name, namespace } = object.metadata;
      return find(cronJobsOf(live), object)?.spec.suspend
        ? wrong(`is suspended; kubectl -n ${namespace} patch cronjob ${name} -p '{"spec":{"suspend":false}}' ends that`)
        : undefined;
    }),
    check("the last run of each CronJob that was due ended well", awake, nameOf, (object) => {
      const cronJob = find(cronJobsOf(live), object);
      return cronJob ? lastRun(declared(object), cronJob, runsOf(cronJob, jobsOf(live)), live.at) : wrong("is not there");
    }),
  ];
}

function declared({ spec }: KubeObject): DeclaredCronJob {
  return (spec ?? {}) as DeclaredCronJob;
}

function ended(job: KubeJob | undefined): Answer {
  if (!job) return wrong("is not there");
  if (holds("Complete", job.status.conditions)) return undefined;
  return wrong(failureOf(job) ?? "has not ended yet");
}

function lastRun(wanted: DeclaredCronJob, { metadata, status }: KubeCronJob, runs: readonly KubeJob[], at: Date): Answer {
  const [latest] = [...runs].filter(hasEnded).sort((one, other) => byText(startOf(other), startOf(one)));
  const failure = latest && failureOf(latest);
  if (failure) return wrong(failure);
  const times = timesOf(wanted.schedule ?? "");
  if (!times) return unknown(`when "${wanted.schedule}" was due is not worked out`);
  const zone = wanted.timeZone ?? "UTC";
  // It may begin late by so much, and then take so long.
  const patience = (wanted.startingDeadlineSeconds ?? 0) + (wanted.jobTemplate?.spec?.activeDeadlineSeconds ?? 0);
  const due = lastDue(times, zone, new Date(at.getTime() - patience * 1000));
  const success = lastSuccess(status.lastSuccessfulTime, runs);
  if (success !== undefined && new Date(success) >= due) return undefined;
  // Before its first time nothing is late, and one that was run by hand has shown that it can.
  if (due < new Date(metadata.creationTimestamp)) {
    if (success !== undefined) return undefined;
    return unknown(`has not been due yet; it is in ${spanOf(secondsBetween(at, nextDue(times, zone, at)))}`);
  }
  return wrong(
    success === undefined
      ? `has never ended well, and was due ${ageOf(due, at)} ago`
      : `last ended well ${ageOf(success, at)} ago, and was due ${ageOf(due, at)} ago`,
  );
}

function lastSuccess(kept: string | undefined, runs: readonly KubeJob[]): string | undefined {
  const ends = runs.flatMap(({ status }) => (holds("Complete", status.conditions) && status.completionTime ? [status.completionTime] : []));
  return [...ends, ...(kept === undefined ? [] : [kept])].sort().at(-1);
}

function failureOf({ metadata, status }: KubeJob): string | undefined {
  const failed = status.conditions?.find(({ type, status: is }) => type === "Failed" && is === "True");
  return (
    failed &&
    `failed: ${failed.reason ?? "no reason given"}; kubectl -n ${metadata.namespace} logs job/${metadata.name} --all-containers says why`
  );
}

function hasEnded({ status }: KubeJob): boolean {
  return holds("Complete", status.conditions) || holds("Failed", status.conditions);
}

function startOf({ metadata, status }: KubeJob): string {
  return status.startTime ?? metadata.creationTimestamp;
}

function runsOf({ metadata }: KubeCronJob, jobs: readonly KubeJob[]): KubeJob[] {
  return jobs.filter((job) => job.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid));
}

function find<T extends KubeJob | KubeCronJob>(all: readonly T[], { metadata: { name, namespace } }: KubeObject): T | undefined {
  return all.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
}
