import { readFileSync } from "node:fs";
import { Command } from "commander";
import { configFile } from "../../charts/config/config-file";
import { publishFile } from "../../charts/output/publish";
import { chosenMachines } from "../hosts/chosen";
import { withMachineKey } from "../hosts/key-text";
import { Remote } from "../hosts/remote";
import { refuseStaleHosts } from "../hosts/stale";
import { openProject } from "../project";
import { resynth } from "../resynth";
import { terminal } from "../terminal";

const self = "mk360 hosts set-up";

/** `mk360 hosts set-up`: brings its folder to each machine and runs its script there, until all know each other. */
export function hostsSetUpCommand(): Command {
  return new Command("set-up")
    .description("make the machines what generated/hosts says; what is right already stays as it is")
    .argument("[machines...]", "the machines; default: all")
    .option("--user <name>", "who logs in, and is root or may become it with sudo", "root")
    .addHelpText(
      "after",
      "\nA machine makes its WireGuard key itself. Its public half is written into config.yaml, and the others learn it in a second\nround. Each machine is asked at its addresses in the tunnel, in the home network and in the internet.\n\nExamples:\n  mk360 hosts set-up\n  mk360 hosts set-up nas --user me",
    )
    .action(async (names: readonly string[], { user }: { user: string }) => {
      const project = await openProject();
      const chosen = chosenMachines(project.stack, names, self).map(({ name }) => name);
      refuseStaleHosts(project);
      if (await round(chosen, user)) await round(chosen, user);
    });
}

/** Sets each machine up once. Returns whether a key was noted that the others do not know yet. */
async function round(names: readonly string[], user: string): Promise<boolean> {
  const { machines } = (await openProject()).stack;
  let noted = false;
  for (const machine of machines.filter(({ name }) => names.includes(name))) {
    const remote = await Remote.find(machine, user);
    await remote.bring(`generated/hosts/${machine.name}`);
    terminal.print(`${machine.name}:\n${await remote.setUp()}`);
    const key = await remote.publicKey();
    if (key === machine.wireguardPublicKey) continue;
    publishFile(configFile, withMachineKey(readFileSync(configFile, "utf8"), machine.name, key, configFile));
    terminal.print(`${machine.name}: its public key is in ${configFile} now.`);
    noted = true;
  }
  if (noted) await resynth();
  return noted;
}
