/** From where something is reached: the whole internet, the WireGuard network, or the home network. */
export const reaches = ["internet", "vpn", "lan"] as const;
export type Reach = (typeof reaches)[number];

/** From where a port of a machine is reached: as a site is, or by the other machines of the stack, in the WireGuard network. */
export const portReaches = [...reaches, "machines"] as const;
export type PortReach = (typeof portReaches)[number];

/** The network in which those who come from there meet the machine. */
export const networkOf: Readonly<Record<PortReach, Reach>> = { internet: "internet", vpn: "vpn", lan: "lan", machines: "vpn" };
