/** The policy that closes every pod of a namespace; all others open something. */
export const defaultDeny = "default-deny";

export type Direction = "ingress" | "egress";

/** The one policy of a workload for each direction. */
export const policyName = (workload: string, direction: Direction): string => `${workload}-${direction}`;
