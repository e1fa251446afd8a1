import { Command } from "commander";
import { hetznerRules } from "../../charts/hosts/firewall/hetzner";
import { HetznerApi, type HetznerRule } from "../hosts/hetzner-api";
import { differencesOf } from "../hosts/hetzner-difference";
import { serverOf } from "../hosts/server";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** `mk360 hosts hetzner`: whether Hetzner's firewall lets in what the model opens, and nothing else. */
export function hostsHetznerCommand(): Command {
  return new Command("hetzner")
    .description("compare Hetzner's firewall before the server with what the model opens; nothing is changed")
    .addHelpText(
      "after",
      "\nReads HCLOUD_TOKEN, as Hetzner's own program does; a token that may read is enough.\n\nExit codes: 0 it is as it should be, 1 refused, 2 it is not.",
    )
    .action(async () => {
      const { stack } = await openProject();
      const machine = serverOf(stack);
      const api = HetznerApi.fromEnvironment(process.env);
      const wanted = JSON.parse(hetznerRules(stack, machine)) as HetznerRule[];
      const present = await api.rulesBefore(`${machine.publicAddress}`);
      const differences = present.length === 0 ? ["no firewall stands before the server"] : differencesOf(wanted, present);
      if (differences.length === 0) {
        terminal.print("Hetzner's firewall lets in what it should, and nothing else.");
        return;
      }
      const mend = `hcloud firewall replace-rules mk360 --rules-file generated/hosts/${machine.name}/hetzner-firewall.json`;
      terminal.print([...differences, `To mend it: ${mend}`].join("\n"));
      process.exitCode = 2;
    });
}
