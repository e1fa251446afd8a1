import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { hold } from "../../bed/hold";
import { bedFolder, type Place } from "../../bed/place";

/** Everything that has a network of its own: both machines, their pods, and what stands around them. */
export const names = ["vps", "vpsPod", "nas", "nasPod", "router", "homeDevice", "laptop", "phone", "somebody", "resolvers"] as const;
export type Name = (typeof names)[number];
export type Places = Readonly<Record<Name, Place>>;

/** Addresses of the owner's document (config.yaml as it is shipped), and neighbours of them. */
export const addresses = {
  vps: "203.0.113.10",
  vpsInTunnel: "10.77.0.1",
  vpsPod: "10.42.0.5",
  nas: "192.168.178.20",
  nasInTunnel: "10.77.0.2",
  nasPod: "10.42.1.5",
  /** A Service of the cluster. */
  service: "10.43.0.20",
  router: "192.168.178.1",
  homeDevice: "192.168.178.50",
  laptop: "198.51.100.10",
  laptopInTunnel: "10.77.0.10",
  phone: "198.51.100.11",
  phoneInTunnel: "10.77.0.11",
  routerOutside: "198.51.100.20",
  somebody: "198.51.100.1",
  resolvers: "198.51.100.53",
} as const;

export async function makePlaces(): Promise<Places> {
  const made = await Promise.all(names.map(async (name) => [name, await makePlace(name)] as const));
  return Object.fromEntries(made) as Record<Name, Place>;
}

async function makePlace(name: Name): Promise<Place> {
  mkdirSync(bedFolder(name));
  return hold(name, join(__dirname, "machine.sh"));
}
