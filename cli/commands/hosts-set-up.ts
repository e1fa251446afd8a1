import { Command } from "commander";
import { chosenMachines } from "../hosts/chosen";
import { setUpMachines } from "../hosts/set-up-machines";
import { type SetUpOptions, withSetUp } from "../hosts/set-up-options";
import { refuseStaleHosts } from "../hosts/stale";
import { openProject } from "../project";

const self = "mk360 hosts set-up";

/** `mk360 hosts set-up`: brings its folder to each machine and runs its script there, until all know each other. */
export function hostsSetUpCommand(): Command {
  return withSetUp(new Command("set-up"), self)
    .description("make the machines what generated/hosts says; what is right already stays as it is")
    .argument("[machines...]", "the machines; default: all")
    .addHelpText(
      "after",
      "\nThe server makes the token by which k3s of the others joins, and mk360 brings it to them. A machine makes its WireGuard key itself. Its public half is written into config.yaml, and the others learn it in a second\nround. Each machine is asked at its addresses in the tunnel, in the home network and in the internet.\n\nExamples:\n  mk360 hosts set-up\n  mk360 hosts set-up nas --user me",
    )
    .action(async (names: readonly string[], options: SetUpOptions) => {
      const project = await openProject();
      const chosen = chosenMachines(project.stack, names, self).map(({ name }) => name);
      refuseStaleHosts(project);
      await setUpMachines(chosen, options);
    });
}
