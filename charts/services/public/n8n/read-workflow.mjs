import { readFileSync } from "node:fs";

const joined = (text) => (Array.isArray(text) ? text.join("\n") : text);

/** A workflow as n8n has it: its file has code and long texts as a list of lines, which people and git can read. */
export const readWorkflow = (file) => {
  const workflow = JSON.parse(readFileSync(file, "utf8"));
  for (const { parameters } of workflow.nodes) {
    if (parameters.jsCode) parameters.jsCode = joined(parameters.jsCode);
    for (const assignment of parameters.assignments?.assignments ?? []) assignment.value = joined(assignment.value);
  }
  return workflow;
};
