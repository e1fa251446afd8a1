import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../api/eventually";
import { bedFolder, Place } from "../../bed/place";
import { owners } from "./addresses";

/** Mounts and a network of its own for a machine, which are there until the bed ends. */
export async function makeMachine(name: "vps" | "nas"): Promise<Place> {
  const folder = bedFolder(name);
  mkdirSync(folder);
  writeFileSync(join(folder, "resolv.conf"), `nameserver ${owners.network.lanResolver}\n`);
  const script = join(__dirname, "machine.sh");
  const child = spawn("unshare", ["--net", "--mount", "--propagation", "private", "bash", script, folder], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  await eventually(`${name} has its mounts`, 20, async () => (existsSync(join(folder, "up")) ? [] : [said]));
  child.stderr.destroy();
  child.unref();
  if (child.pid === undefined) throw new Error("unshare did not start");
  return new Place(name, child.pid);
}
