import { appendFileSync } from "node:fs";
import { bedFolder } from "./bed/place";

/** A figure of this run: said at once, and kept for the page that the run makes. */
export function report(what: string, figure: string): void {
  process.stdout.write(`${what}: ${figure}\n`);
  appendFileSync(bedFolder("report.jsonl"), `${JSON.stringify({ what, figure })}\n`);
}
