import firewallService from "../../hosts/files/firewall-service.conf";
import journald from "../../hosts/files/journald.conf";
import k3sWaits from "../../hosts/files/k3s-waits.conf";
import sshd from "../../hosts/files/sshd.conf";
import sysctl from "../../hosts/files/sysctl.conf";
import setUp from "../../hosts/set-up.sh";
import wayIn from "../../hosts/steps/05-way-in.sh";
import packages from "../../hosts/steps/10-packages.sh";
import check from "../../hosts/steps/15-check.sh";
import files from "../../hosts/steps/20-files.sh";
import system from "../../hosts/steps/30-system.sh";
import firewall from "../../hosts/steps/40-firewall.sh";
import ufw from "../../hosts/steps/45-ufw.sh";
import wireguard from "../../hosts/steps/50-wireguard.sh";
import services from "../../hosts/steps/60-services.sh";
import wayBack from "../../hosts/way-back.sh";
import type { Machine } from "../model/machine/machine";

/** In the order in which they run. */
const steps = {
  "05-way-in": wayIn,
  "10-packages": packages,
  "15-check": check,
  "20-files": files,
  "30-system": system,
  "40-firewall": firewall,
  "45-ufw": ufw,
  "50-wireguard": wireguard,
  "60-services": services,
};

/** k3s drops network policies without a word where there is no ipset; the VM mounts the NAS's folders. */
const packagesOf = ({ role, isAtHome }: Machine) => [
  ...[
    "ca-certificates",
    "curl",
    "ipset",
    "nftables",
    "openssh-server",
    "systemd-timesyncd",
    "ufw",
    "unattended-upgrades",
    "wireguard-tools",
  ],
  ...(role === "agent" && isAtHome ? ["nfs-common"] : []),
];

/** The script that sets a machine up, its steps, and the files of the machine that are the same whatever config.yaml says. */
export function setUpFiles(machine: Machine): Record<string, string> {
  const unit = machine.role === "server" ? "k3s" : "k3s-agent";
  return {
    "set-up.sh": setUp,
    "way-back.sh": wayBack,
    ...Object.fromEntries(Object.entries(steps).map(([name, text]) => [`steps/${name}.sh`, text])),
    packages: packagesOf(machine)
      .map((name) => `${name}\n`)
      .join(""),
    "etc/ssh/sshd_config.d/10-mk360.conf": sshd,
    "etc/sysctl.d/90-mk360.conf": sysctl,
    "etc/systemd/journald.conf.d/mk360.conf": journald,
    "etc/systemd/system/mk360-firewall.service": firewallService,
    [`etc/systemd/system/${unit}.service.d/mk360.conf`]: k3sWaits,
  };
}
