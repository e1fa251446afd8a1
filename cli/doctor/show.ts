import { coloured } from "../terminal";
import { fittedRows, hung } from "../text/fitted";
import type { Verdict } from "../verdict";
import type { Finding } from "./finding";
import { folded } from "./fold";

const words = { ok: "ok", unknown: "unseen", warning: "warning", unproven: "UNPROVEN", wrong: "WRONG" } as const;
const colours = { ok: "green", unknown: "dim", warning: "yellow", unproven: "red", wrong: "red" } as const;

/** A line a cause, and below it the fix. */
export function showFindings(all: readonly Finding[]): string {
  const findings = folded(all);
  const rows = fittedRows(
    findings.map(({ name, verdict, found }) => [words[verdict], name, found]),
    ["left", "left", "left"],
  );
  const lines = findings.flatMap(({ verdict, fix }, index) => [
    coloured(colours[verdict], rows[index] ?? ""),
    ...(fix === undefined ? [] : [hung(`         ${verdict === "unknown" ? "see" : "fix"}: ${fix}`, 14)]),
  ]);
  const each = findings.length < all.length ? "\nWhat has one cause is one line; --json has each by itself." : "";
  return `${lines.join("\n")}\n\n${sumOf(findings)}${each}`;
}

function sumOf(findings: readonly Finding[]): string {
  const count = (wanted: Verdict) => findings.filter(({ verdict }) => verdict === wanted).length;
  const unseen = count("unknown") > 0 ? ` Not to be seen from here: ${count("unknown")}.` : "";
  const wrong = count("wrong") + count("unproven");
  if (wrong + count("warning") === 0) return coloured("green", `Nothing is wrong.${unseen}`);
  return coloured(wrong > 0 ? "red" : "yellow", `Wrong: ${wrong}. Warnings: ${count("warning")}.${unseen}`);
}
