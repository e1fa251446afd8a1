import { byText, groupedBy } from "../../charts/values/order";
import { coloured } from "../terminal";
import { ageOf, secondsBetween, spanOf } from "../text/age";
import { hangingRows } from "../text/hanging";
import { printableCell } from "../text/printable";
import type { Verdict } from "../verdict";
import type { Named } from "./against-model";
import { isFilled } from "./filled";
import type { JobRow } from "./jobs";
import type { Report } from "./report";

interface Judged {
  readonly verdict: Verdict;
  readonly problem: string | undefined;
}

const marks: Readonly<Record<Verdict, string>> = { ok: " ", unknown: "?", warning: "!", unproven: "-", wrong: "X" };
const colours = { ok: undefined, unknown: "dim", warning: "yellow", unproven: "red", wrong: "red" } as const;

/** The report as one screen: every node and every service, of all else what is well in few lines; `width` in characters. */
export function showReport(report: Report, width: number): string {
  const at = new Date(report.at);
  const sections = [
    table("Nodes", report.nodes, ({ name, problem, version, address, since }) => [
      name,
      problem === undefined ? "ready" : "",
      version ?? "-",
      address ?? "-",
      since ? ageOf(since, at) : "-",
    ]),
    table(
      `Services: ${count(report.services)} ready (ready, restarts, age)`,
      report.services,
      ({ name, ready, wanted, restarts, since }) => [name, `${ready}/${wanted}`, `${restarts}`, since ? ageOf(since, at) : "-"],
    ),
    [
      ...table(
        `Jobs: ${count(report.jobs)} well (how long ago their last run ended)`,
        wrongOf(report.jobs).filter(({ verdict }) => verdict !== "unproven"),
        ({ name, result }) => [name, result],
      ),
      ...grid(
        wellOf(report.jobs).map(({ name, result, last }) => `${name} ${result === "running" ? "runs" : last ? ageOf(last, at) : "-"}`),
        width,
      ),
    ],
    neverEnded(report, width),
    filledTable(report),
    table(`Volumes: ${count(report.volumes)} well`, wrongOf(report.volumes), ({ namespace, name }) => [`${namespace}/${name}`]),
    table(`Certificates: ${count(report.certificates)} well${firstEnd(report)}`, wrongOf(report.certificates), ({ name, key }) => [
      `${name} ${key}`,
    ]),
    names("Missing against the model", "red", report.missing, width),
    names("Left over, not in the model; kubectl delete removes what you no longer want", "yellow", report.leftOver, width),
    [verdictOf(report)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** Nothing where no service is filled by a program of ours. */
function filledTable({ filled, at }: Report): string[] {
  if (filled.length === 0) return [];
  return table(`Filled as declared: ${count(filled)} services (how long ago that was seen)`, filled, ({ name, last, verdict }) => [
    name,
    isFilled(verdict) && last ? ageOf(last, new Date(at)) : "-",
  ]);
}

/** Jobs without a good end so far, all by one cause: their time has not come. */
function neverEnded({ jobs, at }: Report, width: number): string[] {
  const rows = jobs.filter(({ verdict }) => verdict === "unproven").sort((a, b) => byText(a.next ?? "", b.next ?? ""));
  const [first] = rows.filter(({ result, next }) => result === "none" && next);
  if (rows.length === 0) return [];
  const words = [
    "On the first day that is so: each runs when its time has come, and until then nothing proves that there is a backup.",
    ...(first ? [`To run one now: kubectl -n ${first.namespace} create job --from=cronjob/${first.name} ${first.name}-now`] : []),
  ];
  const when = ({ result, next }: JobRow) => (result === "running" ? "runs" : `in ${spanOf(secondsBetween(at, next ?? at))}`);
  return [
    coloured("bold", `Never ended well yet: ${rows.length} of ${jobs.length} jobs (when each begins)`),
    ...words.flatMap((sentence) => wrapped(sentence, width)),
    ...grid(
      rows.map((row) => `${marks.unproven} ${row.name} ${when(row)}`),
      width,
    ).map((line) => coloured("red", line)),
  ];
}

/** The rows that are not well come with what is wrong, in their colour. */
function table<T extends Judged>(title: string, rows: readonly T[], cells: (row: T) => readonly string[]): string[] {
  const columns = rows.map((row) => [marks[row.verdict], ...cells(row), row.problem ?? ""].map(printableCell));
  const blocks = hangingRows(columns, 0);
  return [coloured("bold", title), ...blocks.map((block, index) => inColour(rows[index]?.verdict ?? "ok", block))];
}

function inColour(verdict: Verdict, line: string): string {
  const colour = colours[verdict];
  return colour ? coloured(colour, line) : line;
}

function wrongOf<T extends Judged>(rows: readonly T[]): T[] {
  return rows.filter(({ verdict }) => verdict !== "ok");
}

function wellOf<T extends Judged>(rows: readonly T[]): T[] {
  return rows.filter(({ verdict }) => verdict === "ok");
}

function count(rows: readonly Judged[]): string {
  return `${wellOf(rows).length} of ${rows.length}`;
}

/** Short texts in as many columns as the width has room for, read from top to bottom. */
function grid(texts: readonly string[], width: number): string[] {
  if (texts.length === 0) return [];
  const cell = Math.max(...texts.map((text) => text.length)) + 2;
  const columns = Math.max(1, Math.floor((width - 3) / cell));
  const height = Math.ceil(texts.length / columns);
  return Array.from({ length: height }, (_, line) =>
    `   ${Array.from({ length: columns }, (__, column) => (texts[column * height + line] ?? "").padEnd(cell)).join("")}`.trimEnd(),
  );
}

function firstEnd({ certificates }: Report): string {
  const [first] = certificates.flatMap(({ name, ends }) => (ends ? [{ name, ends }] : [])).sort((a, b) => byText(a.ends, b.ends));
  return first ? `; the first to end is ${first.name}, on ${first.ends.slice(0, 10)}` : "";
}

/** Many names in few lines: a line a kind and namespace. */
function names(title: string, colour: "red" | "yellow", objects: readonly Named[], width: number): string[] {
  if (objects.length === 0) return [];
  const groups = groupedBy(objects, ({ kind, namespace }) => `${kind} in ${namespace}`);
  const lines = [...groups].flatMap(([group, list]) =>
    wrapped(printableCell(`${group}: ${list.map(({ name }) => name).join(", ")}`), width),
  );
  return [coloured("bold", `${title}: ${objects.length}`), ...lines.map((line) => coloured(colour, line))];
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? `   ${word}` : `     ${word}`);
  }
  return lines;
}

function verdictOf({ verdict, nodes, services, jobs, volumes, certificates, missing }: Report): string {
  const rows: readonly Judged[] = [...nodes, ...services, ...jobs, ...volumes, ...certificates];
  const secrets = missing.filter(({ kind }) => kind === "Secret").length;
  const wrong = rows.filter((row) => row.verdict === "wrong").length + secrets;
  const warnings = rows.filter((row) => row.verdict === "warning").length;
  const unproven = rows.filter((row) => row.verdict === "unproven").length;
  if (verdict === "ok") return coloured("green", "All is well.");
  const never = unproven > 0 ? ` Never yet proven (-): ${unproven}.` : "";
  if (wrong > 0) return coloured("red", `Wrong (X): ${wrong}.${never} To be looked at (!): ${warnings}.`);
  if (unproven > 0) return coloured("red", `Nothing is wrong (X).${never} To be looked at (!): ${warnings}.`);
  return coloured("yellow", `Nothing is wrong (X); to be looked at (!): ${warnings > 0 ? warnings : "what is left over"}.`);
}
