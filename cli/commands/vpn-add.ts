import { rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { configFile } from "../../charts/config/config-file";
import { Refusal } from "../../charts/config/refusal";
import { type Role, roles } from "../../charts/config/roles";
import type { Config } from "../../charts/config/schema";
import { refuseTarget, writeInTheClear } from "../keys/clear-file";
import { keyPairs } from "../keys/key-pairs";
import { openProject } from "../project";
import { refuseStaleDist } from "../refuse-stale-dist";
import { terminal } from "../terminal";
import { changeDevices, nextStep } from "../vpn/change-devices";
import { deviceFile } from "../vpn/device-file";
import { withDevice } from "../vpn/devices-text";
import { freeAddress } from "../vpn/free-address";
import { qrCode } from "../vpn/qr-code";
import { bringChange, refuseUnreachable, type Ways, withWays } from "./vpn-apply";

const self = "mk360 vpn add";

interface Options extends Ways {
  readonly role: Role;
  readonly to?: string;
  readonly publicKey?: string;
  readonly apply?: boolean;
}

/** `mk360 vpn add NAME`: one more device, with a key pair of its own. */
export function vpnAddCommand(): Command {
  return withWays(new Command("add"), self)
    .description("let one more device dial in: its line in config.yaml, its file and a QR code of it")
    .argument("<name>", "whose device it is, such as anna-phone")
    .addOption(new Option("--role <role>", "admin reaches SSH and the Kubernetes API too").choices(roles).default("user"))
    .option("--to <file>", "where its file goes, outside this folder, mode 600; default: mk360-NAME.conf in your home folder")
    .option("--public-key <key>", "of a pair that was made on the device; then there is no file and no QR code")
    .option("--apply", "bring it to the machines and into the cluster at once; the tunnel goes on")
    .addHelpText(
      "after",
      "\nThe private key stands in the file and in the QR code alone: bring it to the device, then remove the file.\n\nExamples:\n  mk360 vpn add anna-phone --apply\n  mk360 vpn add office --role admin --to /media/stick/office.conf",
    )
    .action(async (name: string, { role, to, publicKey, apply, ...ways }: Options) => {
      const project = await openProject();
      const { config } = project.stack;
      refuseTaken(name, config);
      const file = to ?? join(homedir(), `mk360-${name}.conf`);
      if (publicKey === undefined) refuseTarget(file, self);
      refuseStaleDist(project);
      const address = freeAddress(config);
      if (address === undefined) throw full(config);
      if (apply) await refuseUnreachable(project, ways);
      const privateKey = publicKey === undefined ? await keyPairs.WireGuard.make("") : undefined;
      const device = { name, address, role, publicKey: publicKey ?? keyPairs.WireGuard.publicOf(privateKey ?? "", "") };
      const text = privateKey === undefined ? undefined : deviceFile(device, privateKey, config);
      // First: the key is nowhere else, and a device that is let in without one is of no use.
      if (text !== undefined) writeInTheClear(file, text, self);
      try {
        await changeDevices((before) => withDevice(before, device, configFile));
      } catch (error) {
        if (text !== undefined) rmSync(file, { force: true });
        throw error;
      }
      terminal.print(`${name} is in ${configFile}: ${role}, ${address}.${apply ? "" : ` ${nextStep}`}`);
      try {
        if (apply) await bringChange(ways);
      } finally {
        if (text !== undefined) hand(text, file);
      }
    });
}

/** What the device needs, in a file and before a camera. */
function hand(text: string, file: string): void {
  terminal.say(`Its file is ${file}, with its private key in the clear. Bring it to the device and remove it here.`);
  if (!process.stdout.isTTY) return;
  terminal.say("Or scan this with the WireGuard app:");
  process.stdout.write(`${qrCode(text)}\n`);
}

function refuseTaken(name: string, { wireguard }: Config): void {
  if (!wireguard.peers.some((device) => device.name === name)) return;
  const allowed = "a name that no device has";
  throw new Refusal(self, [{ where: "NAME", value: name, allowed, fix: `take another, or run mk360 vpn revoke ${name} first` }]);
}

function full({ network }: Config): Refusal {
  return new Refusal(self, [
    {
      where: "network.wireguard",
      value: `${network.wireguard}`,
      allowed: "a range with a free address",
      fix: "revoke a device that is no longer used, or take a larger range",
    },
  ]);
}
