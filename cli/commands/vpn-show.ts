import { readFileSync, statSync } from "node:fs";
import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { keyPairs } from "../keys/key-pairs";
import { refuseOpenMode } from "../keys/private-file";
import { openProject } from "../project";
import { terminal } from "../terminal";
import { deviceFile } from "../vpn/device-file";
import { deviceNamed } from "../vpn/find-device";
import { qrCode } from "../vpn/qr-code";

const self = "mk360 vpn show";
const notHere = "its private key, which is on the device alone";

/** `mk360 vpn show NAME`: what a device needs to dial in, as config.yaml has it today. */
export function vpnShowCommand(): Command {
  return new Command("show")
    .description("what a device needs to dial in, as config.yaml has it today; with its file also as a QR code")
    .argument("<name>", "a device, as mk360 vpn list names it")
    .option("--from <file>", "the device's file, for its private key; what it shows then is whole")
    .addHelpText("after", "\nExamples:\n  mk360 vpn show anna-phone\n  mk360 vpn show anna-phone --from ~/mk360-anna-phone.conf")
    .action(async (name: string, { from }: { from?: string }) => {
      const { config } = (await openProject()).stack;
      const device = deviceNamed(name, config, self);
      const privateKey = from === undefined ? undefined : privateKeyIn(from, device.publicKey);
      const text = deviceFile(device, privateKey ?? `(${notHere})`, config);
      terminal.print(text);
      if (privateKey !== undefined && process.stdout.isTTY) process.stdout.write(`${qrCode(text)}\n`);
    });
}

/** @throws Refusal when the file holds no key, another device's, or others may read it. */
function privateKeyIn(file: string, publicKey: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw refused(file, found ? "no file" : "not there");
  refuseOpenMode(file, found);
  const [, key] = /^\s*PrivateKey\s*=\s*([A-Za-z0-9+/]{43}=)\s*$/m.exec(readFileSync(file, "utf8")) ?? [];
  if (key === undefined) throw refused(file, "a file without a line PrivateKey = ...");
  if (keyPairs.WireGuard.publicOf(key, "") !== publicKey) throw refused(file, "a file with another device's key");
  return key;
}

function refused(file: string, value: string): Refusal {
  return new Refusal(self, [
    {
      where: `--from ${file}`,
      value,
      allowed: "the file of this device, as mk360 vpn add wrote it",
      fix: "leave --from out; a device whose file is lost gets a new key: mk360 vpn revoke, then mk360 vpn add",
    },
  ]);
}
