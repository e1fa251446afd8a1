import type { Config } from "../../config/schema";
import { databasesOf, isBackedUp, volumesOf } from "../../facts/data-sets";
import type { Job } from "../../model/job";
import type { Stack } from "../../model/stack";
import { skippedAt } from "../../values/clock-changes";
import { days, months } from "../../values/span";
import { code, page, table } from "../markdown";
import { decisionWords } from "./backup-words";
import { copiesPart } from "./copies-part";

/** What is backed up, when, where to and for how long; and what is not. */
export function backupsPage(stack: Stack): string {
  const volumes = volumesOf(stack);
  const jobs = derivedJobs(stack);
  const scheduled = stack.jobs.filter(({ schedule }) => schedule !== undefined);
  const left = volumes.flatMap(({ name, volume: { holds, backup } }) =>
    backup.kind === "none" ? [[code(name), holds, backup.reason]] : [],
  );
  return page(
    "Backups",
    `All times are in ${stack.config.timeZone}. Business and private data have a repository, a user and a password each.`,
    jobs.length > 0 ? "" : `**Nothing is backed up now: no backup job runs, because ${stack.named("rest-server")} does not.**`,
    "## What, when, where, how long",
    placesTable(stack.config),
    "The jobs that write backups can add to them, but neither change nor delete. Old ones are removed on the NAS, beside the files.",
    hyperBackupNote(stack),
    jobs.length > 0 ? copiesPart(stack) : "",
    "## When a backup has shrunk",
    "Each backup is measured against the last good one of seven days. With less than half of its files or bytes, or when a volume that held something is empty, its job fails, and the older backups stay.",
    `If you removed that much yourself, write the service and the day into config.yaml, as the job says, such as ${code(`backup: {cleanedUp: {${stack.named("paperless-business")}: 2026-11-02}}`)}, and apply it. What was backed up until that day is no yardstick any more; the next backup is one again.`,
    "A volume that nobody has used yet is no loss: the rest is backed up without it.",
    jobs.length > 0 ? goneNote(stack) : "",
    "## The archive on the NAS",
    `The archive knows a document by its content. A renamed one is not copied again; one that takes the name of another arrives with a part of its hash behind the name. What arrives is read back. A copy that was cut off stays beside the whole document, because nobody there may delete it. The list of what has arrived is the file ${code(".archived.tsv")} beside the documents; when it is lost, it is made again.`,
    "## Every database",
    table(
      ["database", "runs in", "belongs to", "decision", "job", "put back by"],
      databasesOf(stack).map(({ name, provider, owner, jobs }) => [
        code(name),
        provider,
        owner.name,
        jobs.length > 0 ? "daily: dumped, then stored" : "NOT backed up: no job dumps it",
        jobsOf(jobs),
        code(`mk360 restore ${name}`),
      ]),
    ),
    "## Every volume",
    table(
      ["volume", "what it holds", "decision", "job"],
      volumes.map((set) => [code(set.name), set.volume.holds, decisionWords(set), isBackedUp(set) ? jobsOf(set.jobs) : "-"]),
    ),
    "## Jobs",
    table(
      ["job", "what it does", "when", "machine", "namespace", "ends within", "alarm when its last good end is older than"],
      scheduled.map(({ name, does, schedule, machine, namespace, endsWithin, watched }) => [
        name,
        does,
        `${schedule}`,
        machine,
        namespace.name,
        `${endsWithin}`,
        watched && stack.has(watched.service) ? `${watched.within(stack.config.timeZone)}` : "nobody watches",
      ]),
    ),
    springNote(scheduled, stack.config.timeZone),
    "## What is not backed up, and why",
    left.length > 0 ? table(["volume", "what it holds", "why not"], left) : "Everything that is kept is backed up.",
    "Scratch directories and container images are not backed up: a pod makes the first anew, a registry holds the second.",
  );
}

function goneNote(stack: Stack): string {
  const forgetting = `${stack.named("forget-business")} and ${stack.named("forget-private")}`;
  return [
    "## When a service has gone",
    `Its last backups stay: they are the newest of their kind, so they are never too old. ${forgetting} name them every day with the command that ends them, and fail, unless the service is only off. Once they are ended on the NAS, the copies of them go by their age.`,
  ].join("\n\n");
}

function placesTable({ backup, machines }: Config): string {
  const { copyWeekly, copyMonthly, check } = backup;
  return table(
    ["what", "when", "where", "kept"],
    [
      [
        "databases and volumes",
        `daily from ${backup.dailyAt}, spread over an hour`,
        `the NAS, ${code(machines.nas.paths.backups)}`,
        `${days(backup.keepDaily)}`,
      ],
      ["removal of what is older", `daily at ${backup.forgetAt}`, "the NAS", "-"],
      ["reading back, a part each time", `every ${check.day} at ${check.time}`, "the NAS", `all of it in ${check.parts} weeks`],
      [
        "copy of both repositories",
        `every ${copyWeekly.day} at ${copyWeekly.time}`,
        `the remote NAS, ${placeOf(copyWeekly.target)}`,
        `${copyWeekly.keepWeeks} weeks`,
      ],
      [
        "copy of both repositories",
        `on day ${copyMonthly.day} of each month at ${copyMonthly.time}`,
        `the StorageBox, ${placeOf(copyMonthly.target)}`,
        `${months(copyMonthly.keepMonths)}`,
      ],
      ["the NAS as a whole", "weekly, by Hyper Backup in DSM", "the remote NAS", "4 weeks, as set in DSM"],
    ],
  );
}

/** No pod can look into DSM, so what runs there is only watched. */
function hyperBackupNote(stack: Stack): string {
  const { watched, maxAgeDays } = stack.config.backup.hyperBackup;
  const steps = "Hyper Backup takes the NAS as a whole to the remote NAS. It is set up in DSM: docs/hyper-backup.md has the steps.";
  if (derivedJobs(stack).length === 0) return steps;
  if (!watched) return `${steps} **Nobody watches it:** config.yaml says so under backup.hyperBackup.`;
  return `${steps} ${stack.named("hyper-backup-age")} looks every day whether it has ended well in the last ${days(maxAgeDays)}.`;
}

function placeOf(target: Config["backup"]["copyWeekly"]["target"]): string {
  return target ? code(`${target.host}:${target.path}`) : "NOT made: config.yaml names no target";
}

function jobsOf(jobs: readonly Job[]): string {
  return jobs.map(({ name, schedule }) => `${name} (${schedule})`).join("\n") || "-";
}

/** Who runs a second time each day, because a spring day of the time zone does not have the first. */
function springNote(jobs: readonly Job[], timeZone: string): string {
  const lines = jobs.flatMap(({ name, schedule: { times } = { times: [] } }) =>
    times.length < 2
      ? []
      : times.flatMap((time) => skippedAt(time, timeZone) ?? []).map(({ from, to }) => springLine(name, from, to, times)),
  );
  return lines.join("\n\n");
}

function springLine(name: string, from: string, to: string, times: readonly string[]): string {
  return `One day of the year goes from ${from} to ${to} at once, so ${name} runs every day at ${times.join(" and at ")}. No second run begins while one is under way.`;
}

/** The jobs that follow from what is kept, as against those that belong to one service. */
function derivedJobs(stack: Stack): Job[] {
  const own = new Set(stack.services.flatMap(({ jobs }) => jobs.map(({ name }) => name)));
  return stack.jobs.filter(({ name }) => !own.has(name));
}
