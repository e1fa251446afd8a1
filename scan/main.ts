import { Refusal } from "../charts/config/refusal";
import { loadExceptions, sorted } from "./exceptions";
import type { Judge, Verdict } from "./finding";
import { checkov } from "./judges/checkov";
import { cyclonus } from "./judges/cyclonus";
import { kubeScore } from "./judges/kube-score";
import { kubeconform } from "./judges/kubeconform";
import { nca } from "./judges/nca";
import { programNamed, variableOf } from "./programs";
import { table } from "./table";

/** The one that asks most of the machine comes first. */
const judges: readonly Judge[] = [cyclonus, nca, checkov, kubeconform, kubeScore];

interface Outcome {
  readonly judge: Judge;
  readonly seconds: number;
  /** A text says why there is no verdict. */
  readonly verdict: Verdict | string;
  /** Whether the judge could not even begin, which is forgiven where REQUIRE_REAL is not 1. */
  readonly leftOut: boolean;
}

/** `npm run scan`, `npm run scan -- JUDGE...`: ends with 1 on any finding without an exception and any exception without a finding. */
async function scan(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !judges.some((judge) => judge.name === name));
  if (unknown) {
    const known = judges.map(({ name }) => name).sort();
    throw new Refusal("npm run scan", [
      {
        where: "the judge",
        value: unknown,
        allowed: known.join(", "),
        fix: `write one of them, or none for all: npm run scan -- ${known[0]}`,
      },
    ]);
  }
  const exceptions = loadExceptions();
  const chosen = names.length === 0 ? judges : judges.filter(({ name }) => names.includes(name));
  const outcomes = await Promise.all(chosen.map(outcomeOf));
  return report(outcomes, exceptions);
}

async function outcomeOf(judge: Judge): Promise<Outcome> {
  const started = performance.now();
  const missing = judge.programs.filter((name) => !programNamed(name));
  const done = (verdict: Verdict | string, leftOut = false) => ({ judge, verdict, leftOut, seconds: (performance.now() - started) / 1000 });
  if (missing.length > 0) {
    return done(`left out, there is no ${missing.join(" and no ")} (${missing.map(variableOf).join(", ")} may name it)`, true);
  }
  try {
    return done(await judge.judge((name) => programNamed(name) ?? name));
  } catch (error) {
    return done(`failed: ${error instanceof Error ? error.message : error}`);
  }
}

function report(outcomes: readonly Outcome[], exceptions: ReturnType<typeof loadExceptions>): number {
  const ran = outcomes.flatMap(({ judge, verdict }) => (typeof verdict === "string" ? [] : [judge.name]));
  const findings = outcomes.flatMap(({ verdict }) => (typeof verdict === "string" ? [] : verdict.findings));
  const { open, excepted, idle } = sorted(findings, exceptions, ran);
  for (const { judge, rule, object, message } of open) console.log(`${judge} ${rule}: ${object}: ${message}`);
  for (const line of idle) console.log(`scan/exceptions.yaml excuses what no longer happens; remove it: ${line}`);
  for (const { judge, verdict } of outcomes) if (typeof verdict === "string") console.log(`${judge.name}: ${verdict}`);
  console.log(
    table(
      ["judge", "judged", "findings", "excepted", "seconds"],
      outcomes.map(({ judge: { name }, verdict, seconds, leftOut }) => {
        const count = (some: readonly { judge: string }[]) => `${some.filter(({ judge }) => judge === name).length}`;
        if (typeof verdict === "string") return [name, leftOut ? "left out" : "failed", "-", "-", seconds.toFixed(1)];
        return [name, verdict.judged, count(open), count(excepted), seconds.toFixed(1)];
      }),
    ),
  );
  console.log(`Scan: ${open.length + idle.length} open, ${excepted.length} excepted, ${outcomes.length} judges`);
  const required = process.env.REQUIRE_REAL === "1";
  const unjudged = outcomes.filter(({ verdict, leftOut }) => typeof verdict === "string" && (required || !leftOut));
  return open.length + idle.length + unjudged.length > 0 ? 1 : 0;
}

scan(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  },
);
