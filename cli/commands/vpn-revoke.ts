import { Command } from "commander";
import { configFile } from "../../charts/config/config-file";
import { Refusal } from "../../charts/config/refusal";
import { openProject, type Project } from "../project";
import { refuseStaleDist } from "../refuse-stale-dist";
import { terminal } from "../terminal";
import { bringsThem, changeDevices, nextStep } from "../vpn/change-devices";
import { withoutDevice } from "../vpn/devices-text";
import { deviceNamed } from "../vpn/find-device";
import { bringChange, refuseUnreachable, type Ways, withWays } from "./vpn-apply";

const self = "mk360 vpn revoke";

/** `mk360 vpn revoke NAME`: a device that may no longer dial in, lost or given away. */
export function vpnRevokeCommand(): Command {
  return withWays(new Command("revoke"), self)
    .description("a device that may no longer dial in: lost, stolen or given away")
    .argument("<name>", "a device, as mk360 vpn list names it")
    .option("--apply", "bring that to the machines and into the cluster at once; the tunnel of all others goes on")
    .addHelpText(
      "after",
      "\nIt is out once the server has the new list: docs/device-lost.md.\n\nExample:\n  mk360 vpn revoke anna-phone --apply",
    )
    .action(async (name: string, { apply, ...ways }: Ways & { apply?: boolean }) => {
      const project = await openProject();
      const before = `one that config.yaml does not have any more is out everywhere after ${bringsThem}`;
      const { address } = deviceNamed(name, project.stack.config, self, before);
      refuseStaleDist(project);
      if (apply) await refuseUnreachableWithWayOn(name, project, ways);
      await changeDevices((text) => withoutDevice(text, name, configFile));
      terminal.print(`${name} (${address}) is no longer in ${configFile}.${apply ? "" : ` ${nextStep}`}`);
      if (apply) await bringChange(ways);
    });
}

/** Who has lost a device does not wait until everybody answers: at the server alone it is out. */
async function refuseUnreachableWithWayOn(name: string, project: Project, ways: Ways): Promise<void> {
  try {
    await refuseUnreachable(project, ways);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const atOnce = `${self} ${name} and mk360 hosts set-up vps take it out of the tunnel meanwhile`;
    throw new Refusal(
      error.source,
      error.faults.map((fault) => ({ ...fault, fix: `${fault.fix}; ${atOnce}` })),
    );
  }
}
