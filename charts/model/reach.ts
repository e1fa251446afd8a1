/** From where something is reached: the whole internet, the WireGuard network, or the home network. */
export type Reach = "internet" | "vpn" | "lan";
