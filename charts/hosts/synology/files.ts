import setUp from "../../../hosts/synology/set-up.sh";
import type { Stack } from "../../model/stack";
import { synologyOf } from "../../model/synology/synology";

/**
 * What goes to the NAS itself, by path below generated/: a script and the lists that it reads, in a folder that no machine's
 * name can have. A list has one entry a line, and the name that may hold blanks comes last.
 */
export function synologyFiles(stack: Stack): ReadonlyMap<string, string> {
  const { shares, folders, virtualMachine } = synologyOf(stack);
  const exported = shares.filter(({ folders: [folder] }) => folder !== undefined);
  return new Map([
    ["synology/exports", linesOf(exported.map(({ name }) => `${virtualMachine.address} ${name}`))],
    ["synology/folders", linesOf(folders.map(({ path, mode, owner: { uid, gid } }) => `${mode} ${uid}:${gid} ${path}`))],
    ["synology/set-up.sh", setUp],
    ["synology/shares", linesOf(shares.map(({ path }) => path))],
    // The name of the shared folder as DSM has it, not as another line of config.yaml may spell it.
    ["synology/users", linesOf(shares.flatMap(({ name, users: ofShare }) => ofShare.map((user) => `${user.name} ${name}`)))],
  ]);
}

function linesOf(entries: readonly string[]): string {
  return entries.map((entry) => `${entry}\n`).join("");
}
