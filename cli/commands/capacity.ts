import { Command } from "commander";
import { budgetsOf } from "../../charts/model/budget";
import { capacityTable } from "../../charts/pages/capacity-table";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** `mk360 capacity`: what each service takes of each machine, and what is left. */
export function capacityCommand(): Command {
  return new Command("capacity")
    .description("what each service takes of each machine, and what is left")
    .option("--json", "the same as data, in bytes and thousandths of a core")
    .addHelpText("after", "\nExample:\n  mk360 capacity")
    .action(async ({ json }: { json?: boolean }) => {
      const { stack } = await openProject();
      if (json) terminal.printJson(budgetsOf(stack));
      else terminal.print(capacityTable(stack));
    });
}
