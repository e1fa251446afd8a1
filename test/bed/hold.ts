import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../api/eventually";
import { bedFolder, Place } from "./place";

/**
 * A network and mounts of its own, which are there until the bed ends. `script` makes the mounts in the folder of that name,
 * leaves a file `up` there, and stays.
 */
export async function hold(name: string, script: string): Promise<Place> {
  const folder = bedFolder(name);
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
