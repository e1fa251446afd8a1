import type { Config } from "../config/schema";
import type { Reach } from "../model/service";

/** The machine's address to which a host port is bound, so that nobody else even reaches it. */
export function hostAddress(from: Reach, { vps, network, nas }: Config): string {
  const addresses: Record<Reach, string> = { internet: vps.publicAddress, vpn: network.vpsWireguard, lan: nas.lanAddress };
  return addresses[from];
}
