import { Command } from "commander";
import { warningDays } from "../cluster/certificates";
import { Cluster } from "../cluster/cluster";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { readSnapshot } from "../status/snapshot";
import { terminal } from "../terminal";
import { exitCodeOf } from "../verdict";

const help = `
Well means: ready, bound, ended well and in time. A job that has never ended well is not well, so a first
day ends with 2. A certificate is named ${warningDays} days before it ends. What is in the cluster with our label and not in
the model is left over. No secret is read but those that hold certificates.

Examples:
  mk360 status
  mk360 status --json | jq -r '.services[] | select(.verdict != "ok") | .name'
  mk360 status >/dev/null || echo "look at the stack"`;

/** `mk360 status`: how the stack does, on one screen. */
export function statusCommand(): Command {
  return withCluster(new Command("status"))
    .description("how the stack does, on one screen, and what of the model is missing")
    .option("--json", "the same as data, every job, volume and certificate included")
    .addHelpText("after", help)
    .action(async ({ json, ...where }: ClusterOptions & { json?: boolean }) => {
      terminal.progress("reading the cluster");
      const cluster = await Cluster.open(where);
      const reading = readSnapshot(cluster);
      // Awaited below; until then a refused configuration must not be drowned by a cluster that is away.
      reading.catch(() => undefined);
      // Loaded and made while the cluster answers.
      const { openProject } = await import("../project");
      const project = await openProject();
      const { runOnceNames } = await import("../status/run-once");
      const { reportOf } = await import("../status/report");
      const { showReport } = await import("../status/show");
      const names = runOnceNames(project.stack);
      const report = reportOf(project, names, await reading);
      terminal.done();
      const { server, context } = cluster;
      if (json) terminal.printJson({ version: 1, cluster: { server, context }, ...report });
      else terminal.print(`${server} (context ${context})\n\n${showReport(report, terminal.width)}`);
      process.exitCode = exitCodeOf([report.verdict]);
    });
}
