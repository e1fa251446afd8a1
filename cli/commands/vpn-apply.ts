import { Command } from "commander";
import { configFile } from "../../charts/config/config-file";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { Remote } from "../hosts/remote";
import { setUpMachines } from "../hosts/set-up-machines";
import { type SetUpOptions, withSetUp } from "../hosts/set-up-options";
import { refuseStaleHosts } from "../hosts/stale";
import { goesOnWith } from "../interrupted";
import { openProject, type Project } from "../project";
import { refuseStaleDist } from "../refuse-stale-dist";
import { terminal } from "../terminal";
import { bringsThem } from "../vpn/change-devices";
import { deliverPolicies, refuseUndeliverablePolicies } from "../vpn/deliver-policies";

/** How those are reached who must know the devices: the machines and the cluster. */
export interface Ways extends SetUpOptions, ClusterOptions {}

/** `mk360 vpn apply`: brings the devices of config.yaml to the machines and into the cluster. */
export function vpnApplyCommand(): Command {
  return withWays(new Command("apply"), "mk360 vpn apply")
    .description("bring the devices of config.yaml to the machines and into the cluster, also what an interrupted command has left")
    .addHelpText("after", "\nThe tunnel goes on meanwhile. Where all have the list already, nothing changes.")
    .action(async (ways: Ways) => {
      const project = await openProject();
      refuseStaleDist(project);
      await refuseUnreachable(project, ways);
      await bring(ways);
    });
}

/** The options of a command that brings devices to where they must be known. */
export function withWays(command: Command, self: string): Command {
  return withCluster(withSetUp(command, self));
}

/**
 * Asks all who must know the devices whether they can be told; nothing is changed.
 * @throws Refusal naming the first who cannot.
 */
export async function refuseUnreachable(project: Project, ways: Ways): Promise<void> {
  refuseStaleHosts(project);
  await refuseUndeliverablePolicies(project, ways);
  for (const machine of project.stack.machines) await (await Remote.find(machine, ways.user)).refuseWithoutRoot();
}

/** Brings a change that config.yaml has already: where that ends early, the command that was typed cannot be typed again. */
export async function bringChange(ways: Ways): Promise<void> {
  goesOnWith(bringsThem);
  try {
    await bring(ways);
  } catch (error) {
    terminal.say(`${configFile} has the change, and not yet all who must know it. When this is mended, ${bringsThem} goes on:`);
    throw error;
  }
}

/**
 * The machines first, and of these the server: whoever is lost is out from then on, and of an address that a policy alone
 * lists nobody can be.
 */
async function bring(ways: Ways): Promise<void> {
  const project = await openProject();
  const names = project.stack.machines.map(({ name }) => name);
  await setUpMachines(names, ways);
  const isInCluster = await deliverPolicies(project, ways);
  terminal.print(`${[...names, ...(isInCluster ? ["the cluster"] : [])].join(", ")} have the devices of ${configFile}.`);
}
