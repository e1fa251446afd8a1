import { Command } from "commander";
import { vpnAddCommand } from "./vpn-add";
import { vpnApplyCommand } from "./vpn-apply";
import { vpnListCommand } from "./vpn-list";
import { vpnRevokeCommand } from "./vpn-revoke";
import { vpnShowCommand } from "./vpn-show";

/** `mk360 vpn ...`: the devices that may dial in. */
export function vpnCommand(): Command {
  const command = new Command("vpn").description("add, show and revoke the devices that may dial in");
  for (const part of [vpnAddCommand(), vpnListCommand(), vpnShowCommand(), vpnRevokeCommand(), vpnApplyCommand()]) command.addCommand(part);
  return command;
}
