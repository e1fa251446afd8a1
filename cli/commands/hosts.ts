import { Command } from "commander";
import { hostsCheckCommand } from "./hosts-check";
import { hostsHetznerCommand } from "./hosts-hetzner";
import { hostsKubeconfigCommand } from "./hosts-kubeconfig";
import { hostsPlanCommand } from "./hosts-plan";
import { hostsRenderCommand } from "./hosts-render";
import { hostsSetUpCommand } from "./hosts-set-up";
import { hostsUnlockCommand } from "./hosts-unlock";
import { hostsUpgradeCommand } from "./hosts-upgrade";

/** `mk360 hosts ...`: the machines themselves. */
export function hostsCommand(): Command {
  const command = new Command("hosts").description("set the machines themselves up as generated/hosts says, over SSH");
  const parts = [
    hostsSetUpCommand(),
    hostsPlanCommand(),
    hostsCheckCommand(),
    hostsRenderCommand(),
    hostsKubeconfigCommand(),
    hostsUpgradeCommand(),
    hostsUnlockCommand(),
    hostsHetznerCommand(),
  ];
  for (const part of parts) command.addCommand(part);
  return command;
}
