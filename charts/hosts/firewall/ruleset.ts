import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import { coldStartBridge } from "../cold-start/network";
import { coldStartRules } from "../cold-start/rules";
import { bansOf } from "./bans";
import { type Callers, type Door, doorsOf } from "./doors";
import { addressesOf } from "./sources";

/** Pods hang on the first, and what comes from pods of other machines arrives on the second (k3s, flannel). */
const podInterfaces = '{ "cni0", "flannel.1" }';

/** An office behind one address opens fewer at a time; who opens more takes them from everybody else. */
export const connectionsPerSource = 256;

/** What nftables takes in the quotes of a comment (libnftnl: 128 bytes with the zero at the end). */
const longestComment = 127;

/**
 * What nftables lets into a machine and through it. It judges before addresses are rewritten (mangle is -150, dstnat -100),
 * so that what leads to pods is judged like the rest: behind it only forwarding is left, which k3s itself accepts first.
 */
export function rulesetOf(stack: Stack, machine: Machine): string {
  const doors = [...doorsOf(stack, machine), ...doorsBehind(stack, machine)].map((door) => ({
    ...door,
    rule: ruleOf(door, stack, machine),
  }));
  const { pods, services, wireguard } = stack.config.network;
  const coldStart = coldStartRules(stack, machine);
  return `#!/usr/sbin/nft -f
# What may come into ${machine.name}, and through it. Made by npm run synth; what is changed here by hand is lost.
# It replaces its own table alone, and at once: the tables of k3s and of UFW stay as they are.
table inet mk360
delete table inet mk360
table inet mk360 {
${[
  ...setsOf(stack, machine),
  block("chain arriving", [
    "type filter hook prerouting priority mangle; policy drop;",
    'iifname "lo" accept',
    `iifname ${podInterfaces} accept comment "pods: their policies judge"`,
    'meta nfproto ipv6 drop comment "the cluster speaks IPv4 alone"',
    "ct state vmap { established : accept, related : accept, invalid : drop }",
    ...(coldStart ? [`iifname "${coldStartBridge}" goto cold_start`] : []),
    `ip daddr { ${pods}, ${services} } drop comment "nobody outside calls pods or Services by their own addresses"`,
    "icmp type echo-request fib daddr type local accept",
    'udp sport 67 udp dport 68 accept comment "the address that the network gives out"',
    'iifname "wg0" goto tunnel',
    `ip daddr ${wireguard} drop comment "nobody outside calls by an address of the tunnel"`,
    "goto outside",
  ]),
  block("chain tunnel", [...doors.filter(isInTunnel).map(({ rule }) => rule), "drop"]),
  block("chain outside", [...capOf(doors), ...doors.filter((door) => !isInTunnel(door)).map(({ rule }) => rule), "drop"]),
  ...(coldStart ? [block("chain cold_start", coldStart)] : []),
  block("chain forwarded", [
    "type filter hook forward priority filter - 10; policy drop;",
    "ct state vmap { established : accept, related : accept, invalid : drop }",
    `iifname ${podInterfaces} accept comment "pods: their policies judge"`,
    `oifname ${podInterfaces} ct status dnat accept comment "host ports, judged when they arrived"`,
    ...(coldStart
      ? [
          `iifname "${coldStartBridge}" accept comment "podman, judged when it arrived"`,
          `oifname "${coldStartBridge}" ct status dnat accept comment "its host ports, judged when they arrived"`,
        ]
      : []),
    ...(machine.role === "server"
      ? ['iifname "wg0" oifname "wg0" accept comment "from one to another in the tunnel, judged when it arrived"']
      : []),
  ]),
].join("\n")}}
${bansOf(stack, machine)}`;
}

function block(head: string, rules: readonly string[]): string {
  return `\t${head} {\n${rules.map((rule) => `\t\t${rule}\n`).join("")}\t}\n`;
}

/** The addresses in the tunnel, by what they may. */
function setsOf(stack: Stack, machine: Machine): string[] {
  return [
    ...inTunnel.map((callers) => set(`vpn_${callers}`, addressesOf(callers, stack, machine))),
    block("set sources", ["type ipv4_addr", "size 65535", "flags dynamic"]),
  ];
}

/** nftables knows no empty list of elements. */
function set(name: string, addresses: readonly string[]): string {
  return block(`set ${name}`, ["type ipv4_addr", ...(addresses.length > 0 ? [`elements = { ${addresses.join(", ")} }`] : [])]);
}

/** The server is the middle of the tunnel: it passes on what the others may call on each other. */
function doorsBehind(stack: Stack, { role }: Machine): Door[] {
  const agents = role === "server" ? stack.machines.filter((other) => other.role === "agent") : [];
  return agents.flatMap((agent) => doorsOf(stack, agent).filter(isInTunnel));
}

const inTunnel: readonly Callers[] = ["machines", "admins", "devices"];

function isInTunnel({ callers }: Door): boolean {
  return inTunnel.includes(callers);
}

function ruleOf({ callers, port, on, why }: Door, stack: Stack, machine: Machine): string {
  return [
    ...sourcesOf(callers, stack, machine),
    ...(on === undefined ? [] : [`ip daddr ${on}`]),
    `${port.protocol.toLowerCase()} dport ${port.number}`,
    "accept",
    `comment "${why.replaceAll('"', "'").slice(0, longestComment)}"`,
  ].join(" ");
}

function sourcesOf(callers: Callers, stack: Stack, machine: Machine): string[] {
  if (callers === "internet") return [];
  if (inTunnel.includes(callers)) return [`ip saddr @vpn_${callers}`];
  return [`ip saddr { ${addressesOf(callers, stack, machine).join(", ")} }`];
}

/** One address holds no more connections to what the internet may call than many people behind it need. */
function capOf(doors: readonly Door[]): string[] {
  const ports = doors.filter(({ callers, port }) => callers === "internet" && port.protocol === "TCP").map(({ port }) => port.number);
  if (ports.length === 0) return [];
  return [
    `tcp dport { ${ports.join(", ")} } ct state new add @sources { ip saddr ct count over ${connectionsPerSource} } drop comment "too many of one address"`,
  ];
}
