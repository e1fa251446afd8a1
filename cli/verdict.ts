/**
 * How something is: well, to be looked at soon, never yet proven to be well, wrong now, or not to be seen from here.
 */
export type Verdict = "ok" | "warning" | "unproven" | "wrong" | "unknown";

const gravity: readonly Verdict[] = ["ok", "unknown", "warning", "unproven", "wrong"];

/** The gravest of all; of none it is "ok". */
export function gravest(verdicts: Iterable<Verdict>): Verdict {
  return gravity[Math.max(0, ...[...verdicts].map((verdict) => gravity.indexOf(verdict)))] ?? "ok";
}

/**
 * What a command ends with that has looked: 2 when something is wrong, or was never proven to be well; a warning or what
 * cannot be seen is no fault.
 */
export function exitCodeOf(verdicts: Iterable<Verdict>): 0 | 2 {
  return ["wrong", "unproven"].includes(gravest(verdicts)) ? 2 : 0;
}
