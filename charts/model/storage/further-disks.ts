import type { Fault } from "../../config/refusal";
import { Size } from "../../values/size";
import type { Stack } from "../stack";
import { type KeptVolume, keptVolumes } from "./kept-volumes";
import type { Storage } from "./storage";

/** A further disk, and what lies on it. */
export interface DiskUse {
  readonly disk: Storage;
  readonly room: Size;
  readonly volumes: readonly KeptVolume[];
  readonly total: Size;
}

/** Every further disk of the configuration with the volumes of the services that run. */
export function diskUses(stack: Stack): DiskUse[] {
  const kept = keptVolumes(stack);
  return stack.storages.flatMap((disk) => {
    if (disk.room === undefined) return [];
    const volumes = kept.filter(({ storage }) => storage === disk);
    return [{ disk, room: disk.room, volumes, total: Size.sum(volumes.map(({ size }) => size)) }];
  });
}

/** Disks on which more may lie than they hold; nobody holds a volume to its size, so nothing is left to chance here. */
export function faultsOfFullDisks(stack: Stack): Fault[] {
  return diskUses(stack)
    .filter(({ total, room }) => total.isMoreThan(room))
    .map(({ disk, room, volumes, total }) => ({
      where: `machines.${disk.machine}.disks.${disk.name}.size`,
      value: `${room}`,
      allowed: `at least ${total}, which its volumes may take: ${volumes.map(({ name, size }) => `${name} (${size})`).join(", ")}`,
      fix: "take volumes out of its list, make them smaller under volumes, or mount a larger disk and say its size",
    }));
}
