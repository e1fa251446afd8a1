import { Command } from "commander";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { openProject } from "../project";
import { terminal } from "../terminal";
import { fileOf, writeWorkflow } from "../workflows/file";
import { liveWorkflow } from "../workflows/live";
import { workflowNamed } from "../workflows/named";
import { takenOver } from "../workflows/taken-over";

/** `mk360 workflows pull NAME`: takes what was changed in n8n's editor into the repository. */
export function workflowsPullCommand(): Command {
  return withCluster(new Command("pull"))
    .description("takes what was changed of a workflow in n8n's editor into its file here; needs kubectl")
    .argument("<name>", "a workflow, as mk360 workflows list names it")
    .option("--force", "also where the file here is not the one that n8n was given")
    .addHelpText(
      "after",
      "\nWhat every copy has of its own and what the model tells it stay out of the file.\n\nExample:\n  mk360 workflows pull alarms && git diff",
    )
    .action(async (name: string, { force = false, ...where }: ClusterOptions & { force?: boolean }) => {
      const workflow = workflowNamed(name);
      const { stack } = await openProject();
      terminal.progress(`asking n8n for ${workflow.id}`);
      const live = await liveWorkflow(stack, workflow, where);
      const file = takenOver(workflow, live, { given: workflow.filledFor(stack), force });
      terminal.done();
      const path = fileOf(name);
      if (!writeWorkflow(path, file)) terminal.print(`${path} is what n8n has. Nothing is written.`);
      else terminal.print(`${path} is written. Look at it with git diff; after npm run synth, n8n keeps it.`);
    });
}
