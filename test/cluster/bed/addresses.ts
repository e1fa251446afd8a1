import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

/** The owner's file as he wrote it: the bed is his two machines and what lies around them, and knows nothing of the model. */
interface OwnersFile {
  readonly domain: string;
  readonly machines: {
    readonly vps: { readonly wireguardAddress: string; readonly publicAddress: string };
    readonly nas: {
      readonly wireguardAddress: string;
      readonly lanAddress: string;
      readonly bulk: { readonly server: string };
      readonly paths: Readonly<Record<"backups" | "mail", string>>;
      readonly smb: { readonly businessShare: string; readonly privateShare: string };
    };
  };
  readonly network: Readonly<Record<"wireguard" | "pods" | "services" | "lan" | "lanResolver", string>>;
  readonly wireguard: { readonly peers: readonly { readonly name: string; readonly address: string }[] };
  readonly mail: { readonly host: string };
  readonly mailArchive: { readonly host: string; readonly account: string };
  readonly backup: Readonly<
    Record<
      "copyWeekly" | "copyMonthly",
      { readonly target: { readonly host: string; readonly port: number; readonly user: string; readonly path: string } }
    >
  >;
}

export const project = join(__dirname, "../../..");
export const owners = load(readFileSync(join(project, "config.yaml"), "utf8")) as OwnersFile;

const { machines, network, wireguard } = owners;

export const vps = { name: "vps", private: machines.vps.wireguardAddress, public: machines.vps.publicAddress } as const;
export const nas = { name: "nas", private: machines.nas.wireguardAddress, public: machines.nas.lanAddress } as const;

/** What stands outside, each with an address of its own. Those of the internet are from the ranges for documentation. */
export const places = {
  laptop: wireguard.peers[0]?.address ?? "",
  /** In the VPN's range, and listed nowhere. */
  strayDevice: neighbour(machines.vps.wireguardAddress, 99),
  homeDevice: neighbour(network.lanResolver, 50),
  router: network.lanResolver,
  nasItself: machines.nas.bulk.server,
  somebody: "198.51.100.1",
  remoteNas: "198.51.100.22",
  storageBox: "198.51.100.23",
  mailServer: "198.51.100.25",
  letsEncrypt: "198.51.100.44",
  web: "198.51.100.80",
  mailbox: "198.51.100.93",
  publicResolver: "1.1.1.1",
} as const;

/**
 * One host in each range that is no part of the internet (RFC 6890, as far as a packet can be sent there): neighbours of a
 * private network, a provider's own addresses, and where clouds tell a machine its secrets.
 */
export const noInternet = ["10.200.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.10", "192.168.0.1", "198.18.0.1"] as const;

/** Where they listen: whatever a program of ours may call on the internet. */
export const portsOfTheInternet = [22, 23, 53, 443, 465, 587, 993] as const;

/** The gateway of the server's public address. */
export const provider = neighbour(machines.vps.publicAddress, 1);

/** Another address of the same /24. */
export function neighbour(address: string, last: number): string {
  return [...address.split(".").slice(0, 3), last].join(".");
}
