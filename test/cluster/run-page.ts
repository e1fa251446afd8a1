import { type Column, list, pageOf, table } from "../../charts/pages/markdown";

/** What a test has kept of a run; `part` is its file. */
export type Entry =
  | { readonly part: string; readonly what: string; readonly figure: string }
  | {
      readonly part: string;
      readonly about: string;
      readonly columns: readonly (Column | string)[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly part: string; readonly leftOut: string };

/** Which run it was. */
export interface Run {
  readonly command: string;
  /** 2026-11-29 */
  readonly day: string;
  readonly cores: number;
}

/** What the parts are called on the page, in the order in which they run. */
const headings: Readonly<Record<string, string>> = {
  start: "Start",
  admission: "What the API server holds against requests",
  selftest: "Selftest",
  sites: "Host names",
  reach: "Who reaches whom",
  firewall: "Behind the firewalls of the machines",
  window: "The first moments of a pod",
  jobs: "Jobs of the night, each by hand",
  restore: "Data that is lost, and put back",
  memory: "Memory",
  databases: "Databases that are killed",
  pods: "Pods that take too much",
  changes: "Changes that go wrong",
  away: "Parts of the cluster that are away",
  "cold-start": "The home while the server is away",
  renewal: "Certificates that are renewed",
  long: "Machines without power or kubelet",
};

/**
 * The page of a run in which every test passed. Of what was said twice, the last counts.
 * @throws RangeError when a part has no heading.
 */
export function runPage(entries: readonly Entry[], { command, day, cores }: Run): string {
  const unknown = entries.find(({ part }) => !(part in headings));
  if (unknown) throw new RangeError(`test/cluster/run-page.ts has no heading for what ${unknown.part} reports`);
  const leftOut = entries.flatMap((entry) => ("leftOut" in entry ? [entry.leftOut] : []));
  return pageOf(
    command,
    "The last run on two machines",
    `\`${command}\` started \`dist/\` as it is committed on two real kubelets, and every test passed: on ${day}, on a machine with ${cores} processor cores. Whole runs write this page, and nothing else does.`,
    ...(leftOut.length > 0 ? ["Not tried in this run:", list([...new Set(leftOut)])] : []),
    ...Object.entries(headings).flatMap(([part, heading]) => {
      const own = entries.filter((entry) => entry.part === part);
      const parts = [...figuresOf(own), ...tablesOf(own)];
      return parts.length > 0 ? [`## ${heading}`, ...parts] : [];
    }),
  );
}

function figuresOf(entries: readonly Entry[]): string[] {
  const figures = new Map(entries.flatMap((entry) => ("figure" in entry ? [[entry.what, entry.figure] as const] : [])));
  return figures.size > 0 ? [table(["what", "figure"], [...figures])] : [];
}

function tablesOf(entries: readonly Entry[]): string[] {
  const tables = new Map(entries.flatMap((entry) => ("rows" in entry ? [[entry.about, entry] as const] : [])));
  return [...tables.values()].flatMap(({ about, columns, rows }) => [about, table(columns, rows)]);
}
