import { keptKey, opens } from "../../charts/hosts/volumes-key";
import type { Machine } from "../../charts/model/machine/machine";
import type { Stack } from "../../charts/model/stack";
import { terminal } from "../terminal";
import type { Remote } from "./remote";
import { hasVolumesKey, lostVolumesKey, makeVolumesKey, volumesKey, volumesKeyFile } from "./volumes-key";

/** In memory, for the set-up that encrypts with it or opens what is locked; hosts/steps/65-volumes.sh takes it away. */
const forSetUp = "/run/mk360/volumes.key";
/** What is encrypted, as a whole or in part: no other key opens it. */
const encrypted = ["/var/lib/mk360/volumes.luks", "/var/lib/mk360/volumes.half"];

/**
 * Brings to a machine the key of its own encrypted volumes, which it forgets again, and those of the machines that it opens after
 * a restart, which it keeps.
 * @throws Refusal when a key is lost, or cannot be read on this computer.
 */
export async function bringVolumesKeys(stack: Stack, { machine, remote }: { machine: Machine; remote: Remote }): Promise<void> {
  if (machine.key !== undefined) {
    if (!hasVolumesKey(machine)) await makeFor(machine, remote);
    await remote.write(forSetUp, await volumesKey(machine));
  }
  for (const other of opens(stack, machine)) {
    // Its own set-up makes it.
    if (!hasVolumesKey(other)) continue;
    const [file, key] = [keptKey(other.name), await volumesKey(other)];
    if ((await remote.has(file)) && (await remote.read(file)) === key) continue;
    await remote.write(file, key);
    terminal.print(`${machine.name}: keeps the key of ${other.name}'s volumes now, for when that has restarted.`);
  }
}

async function makeFor(machine: Machine, remote: Remote): Promise<void> {
  for (const file of encrypted) if (await remote.has(file)) throw lostVolumesKey(machine.name);
  await makeVolumesKey(machine);
  terminal.print(
    `${machine.name}: the key of its volumes is ${volumesKeyFile(machine.name)}, encrypted for you alone. Commit it: without it, or the machine that keeps it too, they cannot be read after a restart.`,
  );
}
