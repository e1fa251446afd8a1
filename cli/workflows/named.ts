import { Refusal } from "../../charts/config/refusal";
import type { Workflow } from "../../charts/services/public/n8n/workflow";
import { workflows } from "../../charts/services/public/n8n/workflows/workflows";
import { didYouMean } from "../../charts/values/nearest";

/** @throws Refusal when no workflow of ours has the name. */
export function workflowNamed(name: string): Workflow {
  const found = workflows.find((workflow) => workflow.name === name);
  if (found) return found;
  const names = workflows.map((workflow) => workflow.name);
  const guess = didYouMean(name, names);
  throw new Refusal("mk360 workflows pull", [
    {
      where: "name",
      value: name,
      allowed: names.join(", "),
      fix: guess ?? "take one of these; a workflow that you made in n8n yourself stays there",
    },
  ]);
}
