import { Command } from "commander";
import { configFile } from "../../charts/config/config-file";
import { openProject } from "../project";
import { refuseStaleDist } from "../refuse-stale-dist";
import { terminal } from "../terminal";
import { changeDevices, nextSteps } from "../vpn/change-devices";
import { withoutDevice } from "../vpn/devices-text";
import { deviceNamed } from "../vpn/find-device";

const self = "mk360 vpn revoke";

/** `mk360 vpn revoke NAME`: a device that may no longer dial in, lost or given away. */
export function vpnRevokeCommand(): Command {
  return new Command("revoke")
    .description("a device that may no longer dial in: lost, stolen or given away")
    .argument("<name>", "a device, as mk360 vpn list names it")
    .addHelpText("after", "\nIt is out once the server has the new list: docs/device-lost.md.\n\nExample:\n  mk360 vpn revoke anna-phone")
    .action(async (name: string) => {
      const project = await openProject();
      const { address } = deviceNamed(name, project.stack.config, self);
      refuseStaleDist(project);
      await changeDevices((before) => withoutDevice(before, name, configFile));
      terminal.print(`${name} (${address}) is no longer in ${configFile}. ${nextSteps}`);
    });
}
