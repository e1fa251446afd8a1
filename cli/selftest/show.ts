import { coloured } from "../terminal";
import { hung } from "../text/fitted";
import { printableCell } from "../text/printable";
import type { Check, Finding, Outcome } from "./check";
import type { Unseen } from "./unseen";

/** So many objects stand below a check; of more it says how many. */
const shown = 10;

const words: Readonly<Record<Outcome, string>> = { passed: "passed", failed: "FAILED", "cannot judge": "cannot judge" };
const indent = " ".repeat(words["cannot judge"].length + 2);
const colours = { passed: "green", failed: "red", "cannot judge": "dim" } as const;

/** A line a check, below it what failed, and at the end what cannot be judged in this way. */
export function showChecks(checks: readonly Check[], unseen: readonly Unseen[]): string {
  const blocks = checks.flatMap((check) => [coloured(colours[check.outcome], lineOf(check)), ...failures(check)]);
  const outside = unseen.map(({ what, judgedBy }) => hung(`  ${what}: ${judgedBy}`, 4));
  return [...blocks, "", coloured("bold", "Cannot be judged from outside, and what does:"), ...outside, "", sumOf(checks)].join("\n");
}

function lineOf({ name, outcome, looked, unjudged }: Check): string {
  const [first, ...others] = unjudged;
  const row = `${words[outcome].padEnd(words["cannot judge"].length)}  ${name} (${looked})`;
  if (!first) return row;
  return `${row}; not judged ${unjudged.length}: ${printableCell(`${first.object} ${first.found}`)}${others.length > 0 ? ", and others" : ""}`;
}

function failures({ failed }: Check): string[] {
  const more = failed.length - shown;
  return [...failed.slice(0, shown).map(wordsOf), ...(more > 0 ? [`${indent}and ${more} more; --json has all of them`] : [])];
}

function wordsOf({ object, found }: Finding): string {
  return hung(`${indent}${printableCell(`${object}: ${found}`)}`, indent.length + 2);
}

function sumOf(checks: readonly Check[]): string {
  const count = (outcome: Outcome) => checks.filter((check) => check.outcome === outcome).length;
  const line = `${count("passed")} passed, ${count("failed")} failed, ${count("cannot judge")} not judged.`;
  return coloured(count("failed") > 0 ? "red" : "green", line);
}
