import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { WorkflowFile } from "../../charts/services/public/n8n/workflow-file";

/** Where the file of a workflow stands in the repository. */
export function fileOf(name: string): string {
  return `charts/services/public/n8n/workflows/${name}.json`;
}

/** Writes the file whole or not at all; false where it says the same already. */
export function writeWorkflow(path: string, file: WorkflowFile): boolean {
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (existsSync(path) && JSON.stringify(JSON.parse(readFileSync(path, "utf8"))) === JSON.stringify(file)) return false;
  const beside = `${path}.new`;
  writeFileSync(beside, text);
  renameSync(beside, path);
  return true;
}
