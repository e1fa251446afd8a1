import { allMachines } from "../../config/machines";
import type { Config } from "../../config/schema";
import type { Size } from "../../values/size";
import { Mistake } from "../mistake";

/**
 * How the volumes of a class come to be. `own disk`: k3s makes them on the disk of the machine's system. `further disk`:
 * directories on a disk of their own, made by hand. `share`: shares of the NAS, made by hand there.
 */
export type StorageKind = "own disk" | "further disk" | "share";

/** One storage class: where volumes lie, and what that means for them. Only those on an own disk are held to their sizes. */
export interface Storage {
  /** The name of the class, in Kubernetes and in service files. */
  readonly name: string;
  /** The machine whose disks they are; the shares of the NAS are mounted in its VM. */
  readonly machine: string;
  readonly kind: StorageKind;
  /** What it is, for the object in the cluster. */
  readonly words: string;
  /** The same, short, for tables. */
  readonly shortWords: string;
  /** Where the directories of a further disk lie. */
  readonly path?: string;
  /** What volumes of the class may take together; undefined where the machine's own disk counts, or nothing of ours. */
  readonly room?: Size;
}

/** The classes that the catalogue's services name. */
export const catalogueStorages: readonly Storage[] = [
  { name: "hot", machine: "vps", kind: "own disk", words: "the NVMe of the server", shortWords: "the server's NVMe" },
  {
    name: "home",
    machine: "nas",
    kind: "own disk",
    words: "the own disk of the VM on the NAS, where databases may live",
    shortWords: "the VM's own disk",
  },
  { name: "bulk", machine: "nas", kind: "share", words: "shares of the NAS, made by hand there", shortWords: "a share of the NAS" },
];

/** Every class of the configuration: the catalogue's, the own disk of each further machine, and each further disk. */
export function storagesOf({ machines }: Config): Storage[] {
  return [
    ...catalogueStorages,
    ...Object.keys(machines.further).map(
      (machine): Storage => ({
        name: machine,
        machine,
        kind: "own disk",
        words: `the own disk of machine ${machine}`,
        shortWords: `the own disk of ${machine}`,
      }),
    ),
    ...allMachines(machines).flatMap(([machine, { disks }]) =>
      Object.entries(disks).map(
        ([name, { path, size }]): Storage => ({
          name,
          machine,
          kind: "further disk",
          words: `the disk at ${path} of machine ${machine}`,
          shortWords: `the disk at ${path} of ${machine}`,
          path,
          room: size,
        }),
      ),
    ),
  ];
}

/** @throws Mistake when there is no such class. */
export function storageNamed(storages: readonly Storage[], name: string): Storage {
  const found = storages.find((storage) => storage.name === name);
  if (found) return found;
  throw new Mistake(`there is no storage class "${name}"; there are ${storages.map((storage) => storage.name).join(", ")}`);
}

/** The class of a machine's own disk. */
export function ownDiskOf(storages: readonly Storage[], machine: string): Storage {
  const found = storages.find((storage) => storage.kind === "own disk" && storage.machine === machine);
  if (found) return found;
  throw new Mistake(`machine ${machine} has no class for its own disk; add one to the storages`);
}

/**
 * A volume lies on the machine where its service runs; a class that is none of `storages` is not judged.
 * @throws Mistake naming both machines.
 */
export function refuseElsewhere(
  service: { readonly name: string; readonly machine: string },
  volume: string,
  storage: string,
  storages: readonly Storage[],
): void {
  const machine = storages.find(({ name }) => name === storage)?.machine ?? service.machine;
  if (machine !== service.machine)
    throw new Mistake(`${service.name}: volume ${volume} is ${storage}(), which lies on ${machine}, but it runs on ${service.machine}`);
}
