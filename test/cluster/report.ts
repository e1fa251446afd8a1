import { appendFileSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "@jest/globals";
import type { Column } from "../../charts/pages/markdown";
import { bedFolder } from "../bed/place";
import type { Entry } from "./run-page";

/** A figure of this run: said at once, and kept for the page that the run makes. */
export function report(what: string, figure: string): void {
  process.stdout.write(`${what}: ${figure}\n`);
  keep({ part: part(), what, figure });
}

/** A table of this run, for its page; `about` says what the columns are. */
export function reportTable(about: string, columns: readonly (Column | string)[], rows: readonly (readonly string[])[]): void {
  process.stdout.write(rows.map((row) => `${row.join("; ")}\n`).join(""));
  keep({ part: part(), about, columns, rows });
}

/** What this run does not try, said aloud in the form that .ci/run looks for. */
export function leaveOut(what: string, why: string): void {
  process.stderr.write(`${what}: left out, ${why}\n`);
  keep({ part: part(), leftOut: `${what}: ${why}` });
}

/** The file whose tests run, by its name. */
function part(): string {
  return basename(expect.getState().testPath ?? "", ".cluster.test.ts");
}

function keep(entry: Entry): void {
  appendFileSync(bedFolder("report.jsonl"), `${JSON.stringify(entry)}\n`);
}
