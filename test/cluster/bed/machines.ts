import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hold } from "../../bed/hold";
import { bedFolder, type Place } from "../../bed/place";
import { owners } from "./addresses";

/** Mounts and a network of its own for a machine, which are there until the bed ends. */
export async function makeMachine(name: "vps" | "nas"): Promise<Place> {
  const folder = bedFolder(name);
  mkdirSync(folder);
  writeFileSync(join(folder, "resolv.conf"), `nameserver ${owners.network.lanResolver}\n`);
  return hold(name, join(__dirname, "machine.sh"));
}
