import { isMapping, type Mapping } from "./mapping";

/** What a device in the VPN may reach: all of it, or what people use. */
export const roles = ["admin", "user"] as const;
export type Role = (typeof roles)[number];

/** What every device was before devices had roles; who wrote none down keeps it. */
export const formerRole: Role = "admin";

/** One line for the owner, where devices of his file have no role. */
export function sentenceOnRoles(tree: object, file: string): string | undefined {
  const names = devicesIn(tree).flatMap(({ name, role }) => (role === undefined && typeof name === "string" ? [name] : []));
  if (names.length === 0) return undefined;
  return `${file} gives no role to ${names.join(", ")}: admin as before, with SSH and the Kubernetes API; write role: admin, or role: user for the sites alone.`;
}

/** The devices as the owner wrote them, whatever that is: the schema judges them later. */
function devicesIn(tree: object): Mapping[] {
  const { wireguard } = tree as Mapping;
  const { peers } = isMapping(wireguard) ? wireguard : {};
  return Array.isArray(peers) ? peers.filter(isMapping) : [];
}
