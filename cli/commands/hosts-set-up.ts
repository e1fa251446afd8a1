import { Command } from "commander";
import { configFile } from "../../charts/config/config-file";
import { Refusal } from "../../charts/config/refusal";
import type { Machine } from "../../charts/model/machine/machine";
import { editConfig } from "../edit-config";
import { chosenMachines } from "../hosts/chosen";
import { withMachineKey } from "../hosts/key-text";
import { Remote } from "../hosts/remote";
import { refuseStaleHosts } from "../hosts/stale";
import { openProject } from "../project";
import { resynth } from "../resynth";
import { terminal } from "../terminal";

const self = "mk360 hosts set-up";

interface Options {
  readonly user: string;
  /** Seconds. */
  readonly wayBack: number;
}

/** `mk360 hosts set-up`: brings its folder to each machine and runs its script there, until all know each other. */
export function hostsSetUpCommand(): Command {
  return new Command("set-up")
    .description("make the machines what generated/hosts says; what is right already stays as it is")
    .argument("[machines...]", "the machines; default: all")
    .option("--user <name>", "who logs in, and is root or may become it with sudo", "root")
    .option("--way-back <seconds>", "a change that nobody can confirm over a new connection is undone after so long", seconds, 120)
    .addHelpText(
      "after",
      "\nA machine makes its WireGuard key itself. Its public half is written into config.yaml, and the others learn it in a second\nround. Each machine is asked at its addresses in the tunnel, in the home network and in the internet.\n\nExamples:\n  mk360 hosts set-up\n  mk360 hosts set-up nas --user me",
    )
    .action(async (names: readonly string[], { user, wayBack }: Options) => {
      const project = await openProject();
      const chosen = chosenMachines(project.stack, names, self).map(({ name }) => name);
      refuseStaleHosts(project);
      const options = { user, wayBack };
      if (await round(chosen, options)) await round(chosen, options);
    });
}

/** Sets each machine up once. Returns whether a key was noted that the others do not know yet. */
async function round(names: readonly string[], { user, wayBack }: Options): Promise<boolean> {
  const { machines } = (await openProject()).stack;
  let noted = false;
  for (const machine of machines.filter(({ name }) => names.includes(name))) {
    const remote = await Remote.find(machine, user);
    await remote.bring(`generated/hosts/${machine.name}`);
    terminal.print(`${machine.name}:\n${await remote.setUp("--way-back", `${wayBack}`)}`);
    await confirmed(remote, machine, wayBack);
    const key = await remote.publicKey();
    if (key === machine.wireguardPublicKey) continue;
    editConfig((text) => withMachineKey(text, machine.name, key, configFile));
    terminal.print(`${machine.name}: its public key is in ${configFile} now.`);
    noted = true;
  }
  if (noted) await resynth();
  return noted;
}

/** @throws Refusal saying that the machine goes back, when it answers nobody any more. */
async function confirmed(remote: Remote, { name }: Machine, wayBack: number): Promise<void> {
  try {
    await remote.confirm();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(`the machine ${name}`, [
      {
        where: "the change",
        value: "one after which nobody from here can log in any more",
        allowed: "a change that leaves this computer a way in",
        fix: `wait ${wayBack} seconds, then the machine is as it was; look at ssh.from and at the role of this device in config.yaml`,
      },
    ]);
  }
}

function seconds(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Refusal(self, [
    { where: "--way-back", value: text, allowed: "a number of seconds from 1 to 9999", fix: "leave it out to get 120" },
  ]);
}
