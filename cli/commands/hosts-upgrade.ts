import { Command } from "commander";
import { Remote } from "../hosts/remote";
import { refuseStaleHosts } from "../hosts/stale";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** `mk360 hosts upgrade`: brings k3s of all machines to the release that this mk360 names, the server first. */
export function hostsUpgradeCommand(): Command {
  return new Command("upgrade")
    .description("bring k3s of all machines to the release that generated/hosts names: the server first, then one after the other")
    .option("--user <name>", "who logs in, and is root or may become it with sudo", "root")
    .addHelpText(
      "after",
      "\nThe server makes a snapshot before, and says the way back. A release that leaves a minor out, or goes back, is refused.\nWhat runs in pods goes on; the API is away for about a minute.",
    )
    .action(async ({ user }: { user: string }) => {
      const project = await openProject();
      refuseStaleHosts(project);
      // In the order of the model, whose first machine is the server: an agent is never newer than it.
      for (const machine of project.stack.machines) {
        const remote = await Remote.find(machine, user);
        await remote.bring();
        terminal.print(`${machine.name}:\n${await remote.setUp("--upgrade")}`);
      }
    });
}
