import { Refusal } from "../../charts/config/refusal";
import type { Config } from "../../charts/config/schema";
import { keepalive, tunnelMtu } from "../../charts/hosts/wireguard";

type Device = Config["wireguard"]["peers"][number];

/**
 * What a device needs to dial in, in WireGuard's own form. A user's device sends the server alone through the tunnel, an
 * admin's the machines too.
 * @throws Refusal when nobody has written down the server's public key yet.
 */
export function deviceFile({ address, role }: Device, privateKey: string, config: Config): string {
  const { network, machines, wireguard } = config;
  const reached = role === "admin" ? `${network.wireguard}` : `${machines.vps.wireguardAddress}/32`;
  return [
    "[Interface]",
    `Address = ${address}/32`,
    `PrivateKey = ${privateKey}`,
    `DNS = ${machines.vps.wireguardAddress}`,
    `MTU = ${tunnelMtu(config)}`,
    "",
    "[Peer]",
    `PublicKey = ${keyOfServer(config)}`,
    `Endpoint = ${machines.vps.publicAddress}:${wireguard.port}`,
    `AllowedIPs = ${reached}`,
    `PersistentKeepalive = ${keepalive}`,
    "",
  ].join("\n");
}

function keyOfServer({ machines }: Config): string {
  const { wireguardPublicKey } = machines.vps;
  if (wireguardPublicKey !== undefined) return wireguardPublicKey;
  throw new Refusal("config.yaml", [
    {
      where: "machines.vps.wireguardPublicKey is missing",
      allowed: "the public half of the server's WireGuard key, which a device must know",
      fix: "run the server's set-up.sh and write down what `sudo wg show wg0 public-key` prints there (docs/getting-started.md, step 3)",
    },
  ]);
}
