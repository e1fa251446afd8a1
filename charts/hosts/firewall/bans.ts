import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import { bans, jailsOfSites, sshd } from "../fail2ban/jails";
import { doorsOf, isFromOutside } from "./doors";

/**
 * What stops whom fail2ban has banned: in a table of its own, which keeps its sets when the other is replaced, and before
 * connections are known, so that what stands stops too. WireGuard is never stopped.
 */
export function bansOf(stack: Stack, machine: Machine): string {
  if (!bans(machine)) return "";
  const names = [sshd, ...jailsOfSites(stack)].map(({ name }) => `banned_${name}`);
  const ports = doorsOf(stack, machine)
    .filter((door) => isFromOutside(door) && door.port.protocol === "TCP")
    .map(({ port }) => port.number);
  const numbers = [...new Set(ports)].sort((one, other) => one - other).join(", ");
  return `
table inet mk360_bans {
${names.map((name) => `\tset ${name} { type ipv4_addr; }\n`).join("")}\tchain arriving { type filter hook prerouting priority raw; policy accept; }
\tchain banned { }
}
flush chain inet mk360_bans arriving
flush chain inet mk360_bans banned
table inet mk360_bans {
\tchain arriving {${numbers === "" ? " " : `\n\t\ttcp dport { ${numbers} } goto banned\n\t`}}
\tchain banned {
${names.map((name) => `\t\tip saddr @${name} drop\n`).join("")}\t}
}
`;
}
