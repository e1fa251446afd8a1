import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { secretsDocument } from "../../charts/facts/secrets";
import type { Stack } from "../../charts/model/stack";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { openProject } from "../project";
import type { Delivered } from "../secrets/deliver";
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
      if (json) terminal.printJson({ version: 1, secrets: delivered, missing: missingFrom(store, project.stack) });
      else reportDelivered(delivered, missingFrom(store, project.stack));
    });
}

function missingFrom(store: SecretStore, stack: Stack): string[] {
  return secretsDocument(stack)
    .credentials.map(({ name }) => name)
    .filter((name) => !store.has(name));
}

/** Says which Secrets the cluster has got, and which credentials nobody has entered yet. */
export function reportDelivered(delivered: readonly Delivered[], missing: readonly string[]): void {
  for (const { namespace, name, result } of delivered) if (result !== "unchanged") terminal.print(`${namespace}/${name} ${result}`);
  const count = (wanted: string) => delivered.filter(({ result }) => result === wanted).length;
  terminal.print(`${delivered.length} Secrets: ${count("created")} created, ${count("changed")} changed, ${count("unchanged")} unchanged.`);
  if (missing.length > 0) {
    terminal.print(`Not there yet: ${missing.join(", ")}. mk360 secrets init asks for them; mk360 secrets list says who needs them.`);
  }
}
