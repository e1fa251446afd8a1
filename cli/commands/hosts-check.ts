import { Command } from "commander";
import { configFile } from "../../charts/config/config-file";
import { Refusal } from "../../charts/config/refusal";
import { checkUser } from "../../charts/hosts/check-user";
import type { Stack } from "../../charts/model/stack";
import { machineFolder } from "../../charts/output/machines";
import { chosenMachines } from "../hosts/chosen";
import { Remote } from "../hosts/remote";
import { findingsOf } from "../hosts/report";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** How a machine comes to know a key for it. */
const wayIn = "write your public key into ssh.keys of config.yaml, run npm run synth, then npx mk360 hosts set-up";

/** `mk360 hosts check`: whether the machines are what the model wants, asked as a user that may only look. */
export function hostsCheckCommand(): Command {
  return new Command("check")
    .description("compare the machines with the model, as a user that may only look there")
    .argument("[machines...]", "the machines; default: all")
    .addHelpText(
      "after",
      `\nLogs in as ${checkUser}, with a key that ssh.keys of config.yaml names. sshd gives this user one program, which changes nothing.\n\nExit codes: 0 they are as they should be, 1 refused, 2 they are not.`,
    )
    .action(async (names: readonly string[]) => {
      const { stack } = await openProject();
      const machines = chosenMachines(stack, names, "mk360 hosts check");
      refuseWithoutKeys(stack);
      for (const machine of machines) {
        const remote = await Remote.find(machine, checkUser, wayIn);
        const findings = findingsOf(machineFolder(stack, machine), await remote.report(), machine.name);
        if (findings.length > 0) process.exitCode = 2;
        terminal.print([`${machine.name}:`, ...(findings.length > 0 ? findings : ["as the model wants it"])].join("\n"));
      }
    });
}

function refuseWithoutKeys({ config }: Stack): void {
  if (config.ssh.keys.length > 0) return;
  throw new Refusal(configFile, [
    {
      where: "ssh.keys",
      value: "empty",
      allowed: "public keys of those who may look at the machines",
      fix: "print yours with: cat ~/.ssh/id_ed25519.pub, write it there, run npm run synth and npx mk360 hosts set-up",
    },
  ]);
}
