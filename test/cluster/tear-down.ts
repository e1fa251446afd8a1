import { existsSync, readFileSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { publishFile } from "../../charts/output/publish";
import { runReport } from "../../charts/output/publish-outputs";
import { bedFolder } from "../bed/place";
import { project } from "./bed/addresses";
import { type Entry, runPage } from "./run-page";

/** Once after all tests of the cluster: a whole run that passed, which whole-run-reporter.cjs notes, leaves its page. */
export default async function tearDown(): Promise<void> {
  const mark = bedFolder("whole-run");
  if (!existsSync(mark)) return;
  rmSync(mark);
  const lines = readFileSync(bedFolder("report.jsonl"), "utf8").trim().split("\n");
  const page = runPage(
    lines.map((line) => JSON.parse(line) as Entry),
    {
      command: process.env.LONG ? "npm run test:long" : "npm run test:cluster",
      day: new Date().toISOString().slice(0, 10),
      cores: cpus().length,
    },
  );
  publishFile(join(project, "generated", runReport), page);
}
