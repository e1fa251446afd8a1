import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { secretsDocument } from "../../charts/facts/secrets";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { openProject } from "../project";
import { fillCluster } from "../secrets/fill-cluster";
import { SecretStore } from "../secrets/store";
import { terminal } from "../terminal";

/** `mk360 secrets apply`: from secrets/ straight into the cluster, for a cluster without Flux. */
export function secretsApplyCommand(): Command {
  return withCluster(new Command("apply"))
    .description("bring what secrets/ holds straight into the cluster, where no Flux does it")
    .option("--json", "what was done, as data")
    .addHelpText("after", "\nExamples:\n  mk360 secrets apply\n  mk360 secrets apply --context mk360")
    .action(async ({ json, ...options }: ClusterOptions & { json?: boolean }) => {
      const project = await openProject();
      const store = await SecretStore.open();
      if (store.names.length === 0) {
        throw new Refusal("secrets/cluster", [
          { where: "", value: "empty", allowed: "the secrets of the stack", fix: "mk360 secrets init" },
        ]);
      }
      const delivered = await fillCluster(project, store, options);
      const missing = secretsDocument(project.stack).credentials.filter(({ name }) => !store.has(name));
      if (json) {
        terminal.printJson({ version: 1, secrets: delivered, missing: missing.map(({ name }) => name) });
        return;
      }
      for (const { namespace, name, result } of delivered) if (result !== "unchanged") terminal.print(`${namespace}/${name} ${result}`);
      const count = (wanted: string) => delivered.filter(({ result }) => result === wanted).length;
      terminal.print(
        `${delivered.length} Secrets: ${count("created")} created, ${count("changed")} changed, ${count("unchanged")} unchanged.`,
      );
      if (missing.length > 0) {
        terminal.print(
          `Not there yet: ${missing.map(({ name }) => name).join(", ")}. mk360 secrets init asks for them; mk360 secrets list says who needs them.`,
        );
      }
    });
}
