import { readFileSync } from "node:fs";

/** A workflow as n8n has it: its file has code as a list of lines, which people and git can read. */
export const readWorkflow = (file) => {
  const workflow = JSON.parse(readFileSync(file, "utf8"));
  for (const { parameters } of workflow.nodes) if (Array.isArray(parameters.jsCode)) parameters.jsCode = parameters.jsCode.join("\n");
  return workflow;
};
