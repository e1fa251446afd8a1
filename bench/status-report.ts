import { catalogue } from "../charts/catalogue";
import { Stack } from "../charts/model/stack";
import { Cluster } from "../cli/cluster/cluster";
import { reportOf } from "../cli/status/report";
import { runOnceNames } from "../cli/status/run-once";
import { showReport } from "../cli/status/show";
import { readSnapshot } from "../cli/status/snapshot";
import { repeat } from "./repeat";
import { config } from "./shipped";

/** What `mk360 status` does, with the catalogue repeated: `bench/status-report.ts TIMES`. */
const [, , times = "1"] = process.argv;

void shown();

async function shown(): Promise<void> {
  const stack = new Stack(repeat(catalogue, Number(times)), config);
  const cluster = await Cluster.open();
  const reading = readSnapshot(cluster);
  const names = runOnceNames(stack);
  const report = reportOf({ stack, lock: { state: [], released: [] }, generations: new Map() }, names, await reading);
  if (report.verdict !== "ok") throw new Error(showReport(report, 200));
  process.stdout.write(showReport(report, 100));
}
