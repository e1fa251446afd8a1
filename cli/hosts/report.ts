import { createHash } from "node:crypto";
import { Refusal } from "../../charts/config/refusal";

/** How many files that differ are named. */
const named = 5;

/**
 * What a machine has otherwise than the model; empty where nothing is. `wanted` is the machine's folder of generated/hosts, by
 * path in it; `printed` is what report.sh on the machine printed.
 * @throws Refusal when nothing was set up there, or the report is not whole.
 */
export function findingsOf(wanted: ReadonlyMap<string, string>, printed: string, machine: string): string[] {
  if (printed === "") throw refusal(machine, "not set up by mk360", `npx mk360 hosts set-up ${machine}`);
  const lines = printed.trimEnd().split("\n");
  if (lines.pop() !== "end") throw refusal(machine, "broken off", "run the same command again");
  const told = (about: string) => lines.filter((line) => line.startsWith(`${about} `)).map((line) => line.slice(about.length + 1));
  return [
    ...olderFiles(wanted, told("file")),
    ...told("would").map((change) => `changed there since: set-up would ${change}`),
    ...told("failed").map((unit) => `the unit ${unit} has failed: journalctl -u ${unit}`),
    ...told("says"),
  ];
}

/** Files that were brought in another state than they have here now. */
function olderFiles(wanted: ReadonlyMap<string, string>, told: readonly string[]): string[] {
  const there = new Map(told.map((line) => line.split("  ", 2).reverse() as [path: string, sum: string]));
  const paths = [...new Set([...wanted.keys(), ...there.keys()])].sort();
  const differ = paths.filter((path) => there.get(path) !== sumOf(wanted.get(path)));
  const more = differ.length - named;
  return [
    ...differ.slice(0, named).map((path) => `not brought yet: ${path}`),
    ...(more > 0 ? [`not brought yet: ${more} more files`] : []),
  ];
}

function sumOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : createHash("sha256").update(text).digest("hex");
}

function refusal(machine: string, value: string, fix: string): Refusal {
  return new Refusal(`the machine ${machine}`, [{ where: "its report", value, allowed: "a whole one, of a machine that was set up", fix }]);
}
