import { Command } from "commander";
import { hostsPlanCommand } from "./hosts-plan";
import { hostsSetUpCommand } from "./hosts-set-up";

/** `mk360 hosts ...`: the machines themselves. */
export function hostsCommand(): Command {
  const command = new Command("hosts").description("set the machines themselves up as generated/hosts says, over SSH");
  for (const part of [hostsSetUpCommand(), hostsPlanCommand()]) command.addCommand(part);
  return command;
}
