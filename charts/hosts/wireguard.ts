import type { Config } from "../config/schema";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";

/** What WireGuard adds to a packet at most, over IPv6: 40 bytes of IP, 8 of UDP, 32 of its own (wg-quick counts the same). */
const overhead = 80;

/** How many bytes a packet in the tunnel may have; flannel takes 50 more away for pods by itself. */
export function tunnelMtu({ wireguard: { lineMtu } }: Config): number {
  return lineMtu - overhead;
}

/** Seconds between two packets that say nothing, so that a router at home keeps the way open (wg(8) names 25). */
export const keepalive = 25;

/**
 * `/etc/wireguard/wg0.conf` of a machine, without its private key, which is made on the machine and never leaves it. Those
 * whose public key nobody has written down yet stand there as a comment.
 */
export function wireguardFile(stack: Stack, machine: Machine): string {
  const { config } = stack;
  const isServer = machine.role === "server";
  const [, bits] = `${config.network.wireguard}`.split("/");
  const peers = isServer
    ? [...stack.machines.filter(({ role }) => role === "agent").map(agentPeer), ...config.wireguard.peers.map(devicePeer)]
    : [];
  return [
    `# ${machine.name} in the WireGuard network. Made by npm run synth; what is changed here by hand is lost.
[Interface]
Address = ${machine.wireguardAddress}/${bits}
${isServer ? `ListenPort = ${config.wireguard.port}\n` : ""}MTU = ${tunnelMtu(config)}
PostUp = wg set %i private-key /etc/wireguard/%i.key
`,
    ...peers,
    ...(isServer ? [] : [serverPeer(stack, `${config.network.wireguard}`)]),
  ].join("\n");
}

function agentPeer({ name, words, wireguardAddress, wireguardPublicKey }: Machine): string {
  return peer(`${name}, the ${words}`, name, wireguardPublicKey, [`AllowedIPs = ${wireguardAddress}/32`]);
}

function devicePeer({ name, role, address, publicKey }: Config["wireguard"]["peers"][number]): string {
  return peer(`${name}, ${role}`, name, publicKey, [`AllowedIPs = ${address}/32`]);
}

/** The server, as everybody else in the tunnel names it: they dial, because it alone has an address that stays. */
function serverPeer(stack: Stack, reached: string): string {
  const { wireguard, machines } = stack.config;
  return peer("vps, the server", "vps", machines.vps.wireguardPublicKey, [
    `Endpoint = ${machines.vps.publicAddress}:${wireguard.port}`,
    `AllowedIPs = ${reached}`,
    `PersistentKeepalive = ${keepalive}`,
  ]);
}

function peer(who: string, name: string, publicKey: string | undefined, rest: readonly string[]): string {
  if (publicKey === undefined) return `# ${who}: machines.${name}.wireguardPublicKey is not in config.yaml yet.\n`;
  return [`# ${who}`, "[Peer]", `PublicKey = ${publicKey}`, ...rest, ""].join("\n");
}
