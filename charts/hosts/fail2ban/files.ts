import action from "../../../hosts/files/fail2ban/action.conf";
import daemon from "../../../hosts/files/fail2ban/daemon.conf";
import filter from "../../../hosts/files/fail2ban/filter.conf";
import isPeer from "../../../hosts/files/fail2ban/is-peer.sh";
import restoreBans from "../../../hosts/files/fail2ban/restore-bans.sh";
import standing from "../../../hosts/files/fail2ban/standing-bans.sql";
import { loginsLog } from "../../model/access/failed-login";
import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import { bans, bansAtSsh, type Jail, jailsOfSites, sshd } from "./jails";

/** What fail2ban reads and runs on a machine that bans; nothing for others. */
export function fail2banFiles(stack: Stack, machine: Machine): Record<string, string> {
  if (!bans(machine)) return {};
  return {
    "etc/fail2ban/fail2ban.d/mk360.conf": daemon,
    "etc/fail2ban/filter.d/mk360-logins.conf": filter,
    "etc/fail2ban/action.d/mk360-ban.conf": action,
    "etc/fail2ban/jail.d/mk360.conf": jailFile(stack, machine),
    "etc/mk360/fail2ban/is-peer.sh": isPeer,
    "etc/mk360/fail2ban/restore-bans.sh": restoreBans,
    "etc/mk360/fail2ban/standing-bans.sql": standing,
  };
}

function jailFile(stack: Stack, machine: Machine): string {
  const { wireguard, pods, services, lan } = stack.config.network;
  return `# Who is banned, after how many refused logins and for how long. Made by npm run synth; what is changed here by hand is lost.
[DEFAULT]
# Our own networks are never banned, and nobody who is in the VPN is by the address from which he dials.
ignoreip = ${["127.0.0.0/8", wireguard, pods, services, lan, machine.publicAddress].join(" ")}
ignoreself = true
ignorecommand = bash /etc/mk360/fail2ban/is-peer.sh <ip>
usedns = no
findtime = 10m
bantime = 24h
# Twice as long each time, wherever it was, and two months at most: addresses change hands.
bantime.increment = true
bantime.overalljails = true
bantime.maxtime = 64d
action = mk360-ban

[${sshd.name}]
enabled = ${bansAtSsh(stack, machine)}
backend = systemd
# The process that speaks with a client has another name from OpenSSH 9.8 on.
journalmatch = _COMM=sshd + _COMM=sshd-session
# Passwords open nothing, so whoever guesses shows by a connection that ends before anybody has logged in.
mode = aggressive
maxretry = ${sshd.tries}
${jailsOfSites(stack).map(jailOfSite).join("")}`;
}

function jailOfSite({ name, tries }: Jail): string {
  return `
[${name}]
enabled = true
filter = mk360-logins[jail="${name}"]
backend = polling
logpath = ${loginsLog.directory}/${loginsLog.file}
maxretry = ${tries}
`;
}
