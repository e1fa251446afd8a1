import { Command } from "commander";
import { Cluster } from "../cluster/cluster";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { textsOf } from "../project";
import { appliedObjects } from "../selftest/applied";
import { readLive } from "../selftest/live";
import { machinesIn } from "../selftest/machines";
import { selftest } from "../selftest/selftest";
import { showChecks } from "../selftest/show";
import { unseen } from "../selftest/unseen";
import { terminal } from "../terminal";

const help = `
It holds the cluster against the texts of dist/ and generated/hosts/ of this folder, and not against config.yaml: what was
applied is what counts. It only looks: it asks for lists and nothing else, reads no secret, and enters no pod, so the
kubeconfig that may only look is enough. What it cannot judge from outside it says at the end, with what does.
Exit codes: 0 nothing failed, which what cannot be judged is not; 2 a check failed; 1 it was refused.

Examples:
  mk360 selftest
  mk360 selftest --kubeconfig ~/.kube/mk360-reader
  mk360 selftest --json | jq -r '.checks[] | select(.outcome == "failed") | .name'`;

/** `mk360 selftest`: whether the cluster has and runs what dist says, by looking alone. */
export function selftestCommand(): Command {
  return withCluster(new Command("selftest"))
    .description("whether the cluster has and runs what dist says, by looking alone")
    .option("--json", "the same as data, every object included")
    .addHelpText("after", help)
    .action(async ({ json, ...where }: ClusterOptions & { json?: boolean }) => {
      const applied = appliedObjects(textsOf("dist"));
      const machines = machinesIn(textsOf("generated/hosts"));
      const cluster = await Cluster.open(where);
      const { server, context } = cluster;
      terminal.progress("reading the cluster");
      const live = await readLive(cluster, applied);
      const checks = selftest(applied, machines, live);
      terminal.done();
      if (json) terminal.printJson({ version: 1, cluster: { server, context }, checks, unseen });
      else terminal.print(`${server} (context ${context})\n\n${showChecks(checks, unseen)}`);
      process.exitCode = checks.some(({ outcome }) => outcome === "failed") ? 2 : 0;
    });
}
