import { Refusal } from "../charts/config/refusal";
import type { Tree } from "../charts/output/publish";

/** What a folder must be before a command goes on, and why. */
export interface UpToDate {
  /** What a synth would write now. */
  readonly wanted: Tree;
  /** What lies there. */
  readonly present: Tree;
  readonly allowed: string;
  readonly fix: string;
}

/** @throws Refusal when a folder is not what a synth would write now, naming the first file. */
export function refuseStale(folder: string, { wanted, present, allowed, fix }: UpToDate): void {
  const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter((path) => wanted.get(path) !== present.get(path)).sort();
  if (stale.length === 0) return;
  const where = `${stale[0]}${stale.length > 1 ? ` and ${stale.length - 1} more` : ""}`;
  throw new Refusal(folder, [{ where, value: "not what config.yaml gives now", allowed, fix }]);
}
