import { Refusal } from "../charts/config/refusal";
import { checkov } from "./judges/checkov";
import { cyclonus } from "./judges/cyclonus";
import { kubeScore } from "./judges/kube-score";
import { kubeconform } from "./judges/kubeconform";
import { nca } from "./judges/nca";
import type { Judge, Ruling } from "./objection";
import { programNamed, variableOf } from "./programs";
import { table } from "./table";
import { loadWaivers, sorted } from "./waivers";

/** The one that asks most of the machine comes first. */
const judges: readonly Judge[] = [cyclonus, nca, checkov, kubeconform, kubeScore];

interface Outcome {
  readonly judge: Judge;
  readonly seconds: number;
  /** A text says why there is no ruling. */
  readonly ruling: Ruling | string;
  /** Whether the judge could not even begin, which is forgiven where REQUIRE_REAL is not 1. */
  readonly leftOut: boolean;
}

/** `npm run scan`, `npm run scan -- JUDGE...`: ends with 1 on any objection without a waiver and any waiver without an objection. */
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
  const waivers = loadWaivers();
  const chosen = names.length === 0 ? judges : judges.filter(({ name }) => names.includes(name));
  const outcomes = await Promise.all(chosen.map(outcomeOf));
  return report(outcomes, waivers);
}

async function outcomeOf(judge: Judge): Promise<Outcome> {
  const started = performance.now();
  const missing = judge.programs.filter((name) => !programNamed(name));
  const done = (ruling: Ruling | string, leftOut = false) => ({ judge, ruling, leftOut, seconds: (performance.now() - started) / 1000 });
  if (missing.length > 0) {
    return done(`left out, there is no ${missing.join(" and no ")} (${missing.map(variableOf).join(", ")} may name it)`, true);
  }
  try {
    return done(await judge.judge((name) => programNamed(name) ?? name));
  } catch (error) {
    return done(`failed: ${error instanceof Error ? error.message : error}`);
  }
}

function report(outcomes: readonly Outcome[], waivers: ReturnType<typeof loadWaivers>): number {
  const ran = outcomes.flatMap(({ judge, ruling }) => (typeof ruling === "string" ? [] : [judge.name]));
  const objections = outcomes.flatMap(({ ruling }) => (typeof ruling === "string" ? [] : ruling.objections));
  const { open, waived, idle } = sorted(objections, waivers, ran);
  for (const { judge, rule, object, message } of open) console.log(`${judge} ${rule}: ${object}: ${message}`);
  for (const line of idle) console.log(`scan/waivers.yaml excuses what no longer happens; remove it: ${line}`);
  for (const { judge, ruling } of outcomes) if (typeof ruling === "string") console.log(`${judge.name}: ${ruling}`);
  console.log(
    table(
      ["judge", "judged", "objections", "waived", "seconds"],
      outcomes.map(({ judge: { name }, ruling, seconds, leftOut }) => {
        const count = (some: readonly { judge: string }[]) => `${some.filter(({ judge }) => judge === name).length}`;
        if (typeof ruling === "string") return [name, leftOut ? "left out" : "failed", "-", "-", seconds.toFixed(1)];
        return [name, ruling.judged, count(open), count(waived), seconds.toFixed(1)];
      }),
    ),
  );
  console.log(`Scan: ${open.length + idle.length} open, ${waived.length} waived, ${outcomes.length} judges`);
  const required = process.env.REQUIRE_REAL === "1";
  const unjudged = outcomes.filter(({ ruling, leftOut }) => typeof ruling === "string" && (required || !leftOut));
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
