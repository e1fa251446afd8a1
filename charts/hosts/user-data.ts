import firewallService from "../../hosts/files/firewall-service.conf";
import firewall from "../../hosts/files/first-firewall.conf";
import sshd from "../../hosts/files/sshd.conf";
import { writeYaml } from "../config/write-yaml";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";
import { packagesOf } from "./packages";

/**
 * What cloud-init does on the first start of a machine: SSH with keys alone, a firewall that lets nothing else in, and the
 * packages. No secret is in it, because a program on the machine can read it for all its life.
 */
export function userData(stack: Stack, machine: Machine): string {
  const { config } = stack;
  const file = (path: string, content: string) => ({ path, owner: "root:root", permissions: "0644", content });
  return `#cloud-config
# The first start of ${machine.name}. Made by npm run synth. There is no secret in it.
${writeYaml({
  hostname: machine.name,
  ssh_pwauth: false,
  disable_root: false,
  ...(config.ssh.keys.length > 0 ? { ssh_authorized_keys: config.ssh.keys } : {}),
  write_files: [
    file("/etc/mk360/firewall.nft", firewall),
    file("/etc/systemd/system/mk360-firewall.service", firewallService),
    file("/etc/ssh/sshd_config.d/10-mk360.conf", sshd),
  ],
  package_update: true,
  packages: packagesOf(stack, machine),
  runcmd: [
    ["systemctl", "daemon-reload"],
    ["systemctl", "enable", "--now", "mk360-firewall"],
    ["systemctl", "try-reload-or-restart", "ssh"],
  ],
})}`;
}
