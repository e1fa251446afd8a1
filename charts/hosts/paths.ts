import { loginsLog } from "../model/access/failed-login";
import { k3sServer } from "../model/machine/k3s-paths";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";
import { bans } from "./fail2ban/jails";

/** Before k3s makes them, as k3s makes them; each after those above it, which would let others look in otherwise. */
const ofK3s = [k3sServer.folder, `${k3sServer.folder}/db`, k3sServer.snapshots, k3sServer.logs];

/**
 * What must be there before k3s and fail2ban look for it, one a line: mode, user and group in numbers, path. One that ends
 * with a slash is a directory, another an empty file.
 */
export function pathsFile(stack: Stack, machine: Machine): string {
  const lines = stack.services
    .filter((service) => service.machine === machine.name)
    .flatMap(({ host, runsAs: { uid, gid } }) =>
      (host?.paths ?? []).filter(({ belongsToProgram }) => belongsToProgram).map(({ path }) => ({ path, owner: `${uid}:${gid}` })),
    )
    .flatMap(({ path, owner }) => [
      `750 ${owner} ${path}/`,
      // fail2ban does not start while a file that it watches is missing.
      ...(bans(machine) && path === loginsLog.directory ? [`640 ${owner} ${path}/${loginsLog.file}`] : []),
    ]);
  if (machine.role === "server") lines.push(...ofK3s.map((path) => `700 0:0 ${path}/`));
  return lines.map((line) => `${line}\n`).join("");
}
