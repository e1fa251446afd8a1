import { Command } from "commander";
import { chosenMachines } from "../hosts/chosen";
import { Remote } from "../hosts/remote";
import { refuseStaleHosts } from "../hosts/stale";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** `mk360 hosts plan`: what the next run of the scripts would change on the machines. */
export function hostsPlanCommand(): Command {
  return new Command("plan")
    .description("what set-up would change on the machines; nothing is changed")
    .argument("[machines...]", "the machines; default: all")
    .option("--user <name>", "who logs in, and is root or may become it with sudo", "root")
    .addHelpText("after", "\nExit codes: 0 nothing would change, 1 refused, 2 something would.\n\nExample:\n  mk360 hosts plan vps")
    .action(async (names: readonly string[], { user }: { user: string }) => {
      const project = await openProject();
      const machines = chosenMachines(project.stack, names, "mk360 hosts plan");
      refuseStaleHosts(project);
      for (const machine of machines) {
        const remote = await Remote.find(machine, user);
        await remote.bring();
        const said = await remote.setUp("--dry-run");
        terminal.print(`${machine.name}:\n${said}`);
        if (!/^nothing to change$/m.test(said)) process.exitCode = 2;
      }
    });
}
