import type { VolumeSet } from "../../facts/data-sets";
import { code } from "../markdown";

/** What is decided about a volume, in one sentence, and whether it is done. */
export function decisionWords({ volume: { backup }, jobs }: VolumeSet): string {
  if (backup.kind === "none") return `no: ${backup.reason}`;
  const { sqlite, without } = backup;
  return [
    jobs.length > 0 ? "daily" : "daily, but NO job does it",
    ...(sqlite.length > 0 ? [`SQLite is dumped: ${sqlite.map(code).join(", ")}`] : []),
    ...(without.length > 0 ? [`left out: ${without.map(code).join(", ")}`] : []),
  ].join("; ");
}
