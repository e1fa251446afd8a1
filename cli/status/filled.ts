import { morningSetUpName, setUpName } from "../../charts/model/set-up";
import type { Stack } from "../../charts/model/stack";
import { byText } from "../../charts/values/order";
import type { Verdict } from "../verdict";
import type { JobRow } from "./jobs";

/** One service that a program of ours fills, and whether it is as the model has it. */
export interface FilledRow {
  readonly name: string;
  readonly namespace: string;
  /** When that was seen the last time. */
  readonly last: string | undefined;
  readonly verdict: Verdict;
  readonly problem: string | undefined;
}

/** A row for each service that is filled, from the rows of the jobs that do it. */
export function filledRows(stack: Stack, jobs: readonly JobRow[]): FilledRow[] {
  return stack.services
    .filter(({ isSetUp }) => isSetUp)
    .map(({ name, namespace }) => {
      const own = [setUpName(name), morningSetUpName(name)].flatMap((job) => jobs.find((row) => row.name === job) ?? []);
      return { name, namespace: namespace.name, ...judge(own) };
    });
}

/** Whether it was seen to be as declared, also where its last run has something to say. */
export function isFilled(verdict: Verdict | undefined): boolean {
  return verdict === "ok" || verdict === "warning";
}

/** Both enter the same, so the one that ran last knows. */
function judge(jobs: readonly JobRow[]): Pick<FilledRow, "last" | "verdict" | "problem"> {
  const [latest] = jobs.filter(({ last }) => last !== undefined).sort((a, b) => byText(b.last ?? "", a.last ?? ""));
  if (latest?.result === "complete") return { last: latest.last, verdict: latest.remark ? "warning" : "ok", problem: latest.remark };
  if (latest?.result === "failed") return { last: latest.last, verdict: "wrong", problem: latest.problem };
  const absent = jobs.find(({ verdict }) => verdict === "wrong");
  if (absent) return { last: undefined, verdict: "wrong", problem: absent.problem };
  return { last: undefined, verdict: "unproven", problem: "not filled yet" };
}

/** The jobs' rows without those of first tries that failed and that a later run has made up for. */
export function withoutMadeUp(stack: Stack, jobs: readonly JobRow[]): JobRow[] {
  const filled = new Map(filledRows(stack, jobs).map(({ name, verdict }) => [setUpName(name), verdict]));
  return jobs.map((row) =>
    row.result === "failed" && isFilled(filled.get(row.name)) ? { ...row, result: "complete", verdict: "ok", problem: undefined } : row,
  );
}
