import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hold } from "../../bed/hold";
import { bedFolder, type Place } from "../../bed/place";
import { owners, project } from "./addresses";

/** Mounts and a network of its own for a machine, which are there until the bed ends. */
export async function makeMachine(name: "vps" | "nas"): Promise<Place> {
  const folder = bedFolder(name);
  mkdirSync(folder);
  writeFileSync(join(folder, "resolv.conf"), `nameserver ${owners.network.lanResolver}\n`);
  const set = join(project, "generated/hosts", name);
  cpSync(join(set, "etc/rancher"), join(folder, "etc/rancher"), { recursive: true });
  const coldStart = join(set, "etc/mk360/cold-start");
  if (existsSync(coldStart)) {
    cpSync(coldStart, join(folder, "etc/mk360/cold-start"), { recursive: true });
    cpSync(join(set, "etc/containers/networks"), join(folder, "networks"), { recursive: true });
  }
  const machine = await hold(name, join(__dirname, "machine.sh"));
  machine.run("bash", join(__dirname, "paths.sh"), set);
  return machine;
}
