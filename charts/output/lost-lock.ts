import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Refusal } from "../config/refusal";
import { parkedFileOf } from "../kit/wave";
import type { Catalogue } from "../model/catalogue";

/**
 * A parked claim is known to the lock alone: the next dist would be without it, and nothing would say so.
 * @throws Refusal when `dist` holds parked claims and there is no lock.
 */
export function refuseLostLock(lockFile: string, dist: string, { services }: Catalogue): void {
  if (existsSync(lockFile)) return;
  const parked = services
    .flatMap(({ name, formerly }) => [name, ...formerly])
    .map(parkedFileOf)
    .find((path) => existsSync(join(dist, path)));
  if (parked === undefined) return;
  throw new Refusal(lockFile, [
    {
      where: "there is no such file",
      value: `${join(dist, parked)} holds volumes that only it knows`,
      allowed: "the lock that the synth wrote together with that file",
      fix: `git checkout -- ${lockFile}; when nothing was ever applied, rm ${join(dist, dirname(parked), "parked-*")}`,
    },
  ]);
}
