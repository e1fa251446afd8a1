import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { chosenMachines } from "../hosts/chosen";
import { Remote } from "../hosts/remote";
import { volumesKey } from "../hosts/volumes-key";
import { openProject } from "../project";
import { terminal } from "../terminal";

const self = "mk360 hosts unlock";

/** `mk360 hosts unlock`: gives machines that have restarted the key of their volumes. */
export function hostsUnlockCommand(): Command {
  return new Command("unlock")
    .description("give a machine that has restarted the key of its encrypted volumes; its services start then")
    .argument("[machines...]", "the machines; default: all whose volumes are encrypted")
    .option("--user <name>", "who logs in, and is root or may become it with sudo", "root")
    .addHelpText(
      "after",
      "\nOnly needed where the machine that unlockedBy of config.yaml names is away too. What is open already stays so.\n\nExample:\n  mk360 hosts unlock vps",
    )
    .action(async (names: readonly string[], { user }: { readonly user: string }) => {
      const { stack } = await openProject();
      const encrypted = chosenMachines(stack, names, self).filter(({ key }) => key !== undefined);
      if (encrypted.length === 0) throw nothingEncrypted(names);
      for (const machine of encrypted) {
        const key = await volumesKey(machine);
        terminal.print(`${machine.name}: ${await (await Remote.find(machine, user)).unlock(key)}`);
      }
    });
}

function nothingEncrypted(names: readonly string[]): Refusal {
  return new Refusal(self, [
    {
      where: "the machines",
      value: names.join(", ") || "all",
      allowed: "machines whose volumes are encrypted",
      fix: "look at unlockedBy of the machine in config.yaml",
    },
  ]);
}
