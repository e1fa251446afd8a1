import { jailOf } from "../../model/access/failed-login";
import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import { doorsOf } from "../firewall/doors";

/** What is counted together, and banned by itself. */
export interface Jail {
  readonly name: string;
  /** How many within ten minutes end with a ban. */
  readonly tries: number;
}

/** The jail of SSH: its name is that of fail2ban's own filter. */
export const sshd: Jail = { name: "sshd", tries: 5 };

/** True for a machine that strangers reach: at home and in the VPN nobody is banned. */
export function bans({ publicAddress }: Machine): boolean {
  return publicAddress !== undefined;
}

/** True where SSH is open to more than the VPN. */
export function bansAtSsh(stack: Stack, machine: Machine): boolean {
  return doorsOf(stack, machine).some(({ callers }) => callers === "SSH ranges");
}

/** One or two for each public site that knows a login, which stand in the proxy's log of logins. */
export function jailsOfSites({ routes }: Stack): Jail[] {
  const jails = routes
    .filter(({ reach }) => reach === "internet")
    .flatMap(({ site: { name, failedLogins = [] } }) =>
      failedLogins.map((login): Jail => ({ name: jailOf(name, login), tries: login.tries })),
    );
  return [...new Map(jails.map((jail) => [jail.name, jail])).values()];
}
