import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a program of this machine is; undefined where there is none of that name. */
export function onPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
