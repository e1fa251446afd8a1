import { dnsPort } from "../../values/port";
import type { Stack } from "../stack";

/** The resolver of the VPN, which is on the server: what it answers by itself, and whom it asks for the rest. */
export interface VpnResolver {
  /** Where it answers, in the WireGuard network alone. */
  readonly address: string;
  /** The addresses of the sites behind the VPN, by their host names. */
  readonly names: ReadonlyMap<string, string>;
  /** The resolver of the home network, as the server reaches it; undefined where none runs. */
  readonly home: string | undefined;
  /** Who is asked where none runs at home, or while it is away. */
  readonly elsewhere: readonly string[];
}

export function vpnResolver(stack: Stack): VpnResolver {
  const { machines, network } = stack.config;
  const home = stack.services.find(({ hostPorts }) => hostPorts.some(({ from, number }) => from === "machines" && number === dnsPort));
  return {
    address: machines.vps.wireguardAddress,
    names: new Map(stack.routes.filter(({ reach }) => reach === "vpn").map(({ host, address }) => [host, address])),
    home: home && stack.machineOf(home).wireguardAddress,
    elsewhere: network.publicResolvers,
  };
}
