import { Command } from "commander";
import { warningDays } from "../cluster/certificates";
import { Cluster } from "../cluster/cluster";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { visibleCredentials } from "../committed/visible";
import { readFacts } from "../doctor/facts";
import { onOneLine } from "../doctor/finding";
import { showFindings } from "../doctor/show";
import { openProject } from "../project";
import { exposures } from "../secrets/exposed";
import { terminal } from "../terminal";
import { exitCodeOf } from "../verdict";

const help = `
Run it before the first apply, and whenever the cluster behaves oddly: it looks at what the stack needs of a cluster,
mk360 status at the stack itself. What has one cause is one line with one fix; --json has each finding by itself. A fix that begins with kubectl can be run as it stands. What the API does not show is
said to be unseen, with the place where it can be seen. A certificate is named ${warningDays} days before it ends; no other
secret is read.

Examples:
  mk360 doctor
  mk360 doctor --json | jq -r '.findings[] | select(.verdict == "wrong") | .fix'`;

/** `mk360 doctor`: whether the cluster is as the stack needs it, and what mends it. */
export function doctorCommand(): Command {
  return withCluster(new Command("doctor"))
    .description("whether the cluster is as the stack needs it, and the fix for what is not")
    .option("--json", "the same as data")
    .addHelpText("after", help)
    .action(async ({ json, ...where }: ClusterOptions & { json?: boolean }) => {
      terminal.progress("looking at the cluster");
      const { stack } = await openProject();
      const cluster = await Cluster.open(where);
      const facts = await readFacts(cluster);
      // Loaded late, because it builds manifests, which no other command should wait for.
      const { diagnose } = await import("../doctor/diagnosis");
      const exposed = await exposures(stack);
      const findings = diagnose(stack, facts, { visible: visibleCredentials(), exposed });
      terminal.done();
      const { server, context } = cluster;
      if (json) terminal.printJson({ version: 1, cluster: { server, context }, findings });
      else terminal.print(`${server} (context ${context})\n\n${showFindings(findings.map(onOneLine))}`);
      process.exitCode = exitCodeOf(findings.map(({ verdict }) => verdict));
    });
}
