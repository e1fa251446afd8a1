import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { machineFolder } from "../../../charts/output/machines";
import { Cpu } from "../../../charts/values/cpu";
import { gibi, mebi, type Size } from "../../../charts/values/size";
import { outside } from "../../bed/place";
import { machineOf, withMachine } from "../../support/machines";
import { stackOf } from "../../support/stack";

export interface GuestVolumes {
  readonly unlockedBy: string;
  /** Of the two volumes that the guest looks at. */
  readonly size: Size;
}

/** Writes the parts of the server's folder that are about volumes below a guest's folder, as `set-up`, with small volumes. */
export function writeVolumesSetUp(folder: string, { unlockedBy, size }: GuestVolumes): void {
  const stack = stackOf({
    ...withMachine("vps", {
      unlockedBy,
      volumes: mebi(512),
      reserve: { cpuCores: Cpu.milli(750), memory: mebi(3000), disk: gibi(1) },
    }),
    volumes: { "redis-business/data": size, "redis-private/data": size },
  });
  for (const [path, text] of machineFolder(stack, machineOf("vps", stack.config))) {
    if (!/^(set-up\.sh|k3s|volumes\/.*|etc\/mk360\/(report|unlock)\.sh|steps\/\d+-(volumes?-.*|volumes|server-state)\.sh)$/.test(path))
      continue;
    const file = join(folder, "set-up", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, path === "volumes/server-state" ? `${mebi(32).bytes}\n` : text);
  }
}

/** Has a computer with a kernel of its own run a script of this folder. Returns what it told: a name and a text a line. */
export function toldByGuest(folder: string, script: string): ReadonlyMap<string, string> {
  const printed = outside.run("bash", join(__dirname, "guest.sh"), folder, join(__dirname, script));
  return new Map(
    printed.split(/\n(?=[a-z-]+: )/).map((line): [string, string] => {
      const [name = "", ...rest] = line.split(": ");
      return [name, rest.join(": ").trim()];
    }),
  );
}
