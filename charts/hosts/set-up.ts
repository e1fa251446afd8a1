import firewallService from "../../hosts/files/firewall-service.conf";
import journald from "../../hosts/files/journald.conf";
import k3sWaits from "../../hosts/files/k3s-waits.conf";
import sshd from "../../hosts/files/sshd.conf";
import sysctl from "../../hosts/files/sysctl.conf";
import setUp from "../../hosts/set-up.sh";
import wayIn from "../../hosts/steps/05-way-in.sh";
import packages from "../../hosts/steps/10-packages.sh";
import paths from "../../hosts/steps/12-paths.sh";
import check from "../../hosts/steps/15-check.sh";
import volumesFit from "../../hosts/steps/17-volumes-fit.sh";
import files from "../../hosts/steps/20-files.sh";
import checkUser from "../../hosts/steps/25-check-user.sh";
import system from "../../hosts/steps/30-system.sh";
import firewall from "../../hosts/steps/40-firewall.sh";
import ufw from "../../hosts/steps/45-ufw.sh";
import wireguard from "../../hosts/steps/50-wireguard.sh";
import fail2ban from "../../hosts/steps/55-fail2ban.sh";
import resolver from "../../hosts/steps/58-resolver.sh";
import services from "../../hosts/steps/60-services.sh";
import volumes from "../../hosts/steps/65-volumes.sh";
import volumeLimits from "../../hosts/steps/66-volume-limits.sh";
import serverState from "../../hosts/steps/67-server-state.sh";
import coldStart from "../../hosts/steps/68-cold-start.sh";
import volumesKey from "../../hosts/steps/69-volumes-key.sh";
import k3s from "../../hosts/steps/70-k3s.sh";
import wayBack from "../../hosts/way-back.sh";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";
import { packagesOf } from "./packages";

/** In the order in which they run. */
const steps = {
  "05-way-in": wayIn,
  "10-packages": packages,
  "12-paths": paths,
  "15-check": check,
  "17-volumes-fit": volumesFit,
  "20-files": files,
  "25-check-user": checkUser,
  "30-system": system,
  "40-firewall": firewall,
  "45-ufw": ufw,
  "50-wireguard": wireguard,
  "55-fail2ban": fail2ban,
  "58-resolver": resolver,
  "60-services": services,
  "65-volumes": volumes,
  "66-volume-limits": volumeLimits,
  "67-server-state": serverState,
  "68-cold-start": coldStart,
  "69-volumes-key": volumesKey,
  "70-k3s": k3s,
};

/** The script that sets a machine up, its steps, and the files of the machine that are the same whatever config.yaml says. */
export function setUpFiles(stack: Stack, machine: Machine): Record<string, string> {
  const unit = machine.role === "server" ? "k3s" : "k3s-agent";
  return {
    "set-up.sh": setUp,
    "way-back.sh": wayBack,
    ...Object.fromEntries(Object.entries(steps).map(([name, text]) => [`steps/${name}.sh`, text])),
    packages: packagesOf(stack, machine)
      .map((name) => `${name}\n`)
      .join(""),
    "etc/ssh/sshd_config.d/10-mk360.conf": sshd,
    "etc/sysctl.d/90-mk360.conf": sysctl,
    "etc/systemd/journald.conf.d/mk360.conf": journald,
    "etc/systemd/system/mk360-firewall.service": firewallService,
    [`etc/systemd/system/${unit}.service.d/mk360.conf`]: k3sWaits,
  };
}
