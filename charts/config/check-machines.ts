import { checkDisks } from "./check-disks";
import { dotted } from "./faults";
import { allMachines, unlockers } from "./machines";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** Storage classes that are there anyway. */
const classes = ["hot", "home", "bulk", "local-path"];
const pattern = /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/;
const form = "lower-case letters, digits and hyphens, a letter first, no hyphen last, at most 20 characters";

export function checkMachines(config: Config): Fault[] {
  return [...checkNamesOf(config), ...checkDisks(config), ...checkKeys(config)];
}

/** Names of machines become names of nodes, of folders and of storage classes; names of disks become such classes too. */
function checkNamesOf({ machines }: Config): Fault[] {
  const owners = new Map([...classes.map((name) => [name, "a storage class"] as const), ["vps", "a machine"], ["nas", "a machine"]]);
  const names = [
    ...Object.keys(machines.further).map((name) => ({ name, where: dotted(["machines", name]) })),
    ...allMachines(machines).flatMap(([machine, { disks }]) =>
      Object.keys(disks).map((name) => ({ name, where: dotted(["machines", machine, "disks", name]) })),
    ),
  ];
  return names.flatMap(({ name, where }) => {
    const owner = owners.get(name);
    if (!owner) owners.set(name, where);
    if (!owner && pattern.test(name)) return [];
    const allowed = owner ? `a name that nothing else has; ${owner} has this one` : form;
    return [{ where: `${where} (the name before the colon)`, value: name, allowed, fix: "write a short name of its own, such as pi" }];
  });
}

/** Whoever gives a key must have it by itself, or two machines that have restarted wait for each other. */
function checkKeys({ machines }: Config): Fault[] {
  const all = allMachines(machines);
  const waiting = all.flatMap(([name, machine]) =>
    "unlockedBy" in machine && machine.unlockedBy !== unlockers.nobody ? [{ name, by: machine.unlockedBy }] : [],
  );
  const givers = all.map(([name]) => name).filter((name) => waiting.every((other) => other.name !== name));
  return waiting
    .filter(({ by }) => by !== unlockers.owner && !givers.includes(by))
    .map(({ name, by }) => ({
      where: dotted(["machines", name, "unlockedBy"]),
      value: by,
      allowed: `${[...givers, unlockers.owner, unlockers.nobody].join(", ")}: a machine that waits for no key itself`,
      fix: `write ${givers[0] ?? unlockers.owner}, or ${unlockers.owner} to give the key yourself after each restart`,
    }));
}
