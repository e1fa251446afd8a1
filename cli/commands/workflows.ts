import { Command } from "commander";
import { workflowsListCommand } from "./workflows-list";
import { workflowsPullCommand } from "./workflows-pull";

/** `mk360 workflows ...`: what n8n runs of ours. */
export function workflowsCommand(): Command {
  const command = new Command("workflows").description("the workflows of n8n, and what was changed of them in its editor");
  for (const part of [workflowsListCommand(), workflowsPullCommand()]) command.addCommand(part);
  return command;
}
