import type { Stats } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { Refusal } from "../../charts/config/refusal";

/** @throws Refusal when somebody else than its owner may read a file that holds a secret. */
export function refuseOpenMode(file: string, { mode }: Pick<Stats, "mode">): void {
  if ((mode & 0o077) === 0) return;
  throw new Refusal(file, [
    { where: "its mode", value: (mode & 0o777).toString(8), allowed: "600: nobody else may read it", fix: `chmod 600 ${file}` },
  ]);
}

/** Whether a path is the folder or lies in it; both in full, and without links where those count. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
