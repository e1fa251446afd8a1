import { Command } from "commander";
import { openProject } from "../project";
import { terminal } from "../terminal";
import { fittedRows } from "../text/fitted";

/** `mk360 vpn list`: which devices may dial in, and what they may reach. */
export function vpnListCommand(): Command {
  return new Command("list")
    .description("which devices may dial in, and what they may reach")
    .option("--json", "the same as data")
    .action(async ({ json }: { json?: boolean }) => {
      const { wireguard } = (await openProject()).stack.config;
      const devices = wireguard.peers;
      if (json) {
        terminal.printJson({ version: 1, devices });
        return;
      }
      if (devices.length === 0) {
        terminal.print("No device may dial in. mk360 vpn add lets one in.");
        return;
      }
      const rows = devices.map(({ name, role, address, publicKey }) => [name, role, address, publicKey]);
      terminal.print(fittedRows([["device", "role", "address", "public key"], ...rows], ["left", "left", "left", "left"]).join("\n"));
    });
}
