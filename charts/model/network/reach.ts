/** From where something is reached: the whole internet, the WireGuard network, or the home network. */
export const reaches = ["internet", "vpn", "lan"] as const;
export type Reach = (typeof reaches)[number];
