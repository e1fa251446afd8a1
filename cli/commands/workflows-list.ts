import { Command } from "commander";
import { workflows } from "../../charts/services/public/n8n/workflows/workflows";
import { terminal } from "../terminal";
import { fittedRows } from "../text/fitted";
import { fileOf } from "../workflows/file";

/** `mk360 workflows list`: which workflows n8n is given, and where they stand. */
export function workflowsListCommand(): Command {
  return new Command("list")
    .description("which workflows n8n is given, and the file of each")
    .option("--json", "the same as data")
    .action(({ json }: { json?: boolean }) => {
      const rows = workflows.map(({ name, id, does }) => ({ name, id, does, file: fileOf(name) }));
      if (json) terminal.printJson({ version: 1, workflows: rows });
      else
        terminal.print(
          fittedRows(
            [["workflow", "file", "what it does"], ...rows.map(({ name, file, does }) => [name, file, does])],
            ["left", "left", "left"],
          ).join("\n"),
        );
    });
}
