import type { Size } from "../../values/size";
import type { BackupDecision } from "../backup";
import { Mistake } from "../mistake";

/** The shares of the NAS that config.yaml gives a path. */
export type Share = "backups" | "mail";

/** Data that outlives its pod. */
export interface Volume {
  /** The storage class, by its name. */
  readonly storage: string;
  readonly size: Size;
  /** Where the program finds it. */
  readonly path: string;
  /** What lies there, for people. */
  readonly holds: string;
  readonly backup: BackupDecision;
  /** The share of the NAS, for bulk volumes. */
  readonly share?: Share;
  /** Its jobs write it, the service itself cannot. Default: no. */
  readonly readOnly?: boolean;
}

/** A volume on the server's NVMe. */
export function hot(size: Size, path: string, holds: string, backup: BackupDecision): Volume {
  return decided({ storage: "hot", size, path, holds, backup });
}

/** A volume on the NAS VM's own disk, where databases may live. */
export function home(size: Size, path: string, holds: string, backup: BackupDecision): Volume {
  return decided({ storage: "home", size, path, holds, backup });
}

/** A share of the NAS, for large files only: no database works on it. */
export function bulk(share: Share, size: Size, path: string, holds: string, backup: BackupDecision): Volume {
  return decided({ storage: "bulk", size, path, holds, backup, share });
}

/** The same volume, which the service itself only reads: its jobs fill it. */
export function onlyRead(volume: Volume): Volume {
  return { ...volume, readOnly: true };
}

function decided(volume: Volume): Volume {
  if (!volume.backup) {
    throw new Mistake(`the volume at ${volume.path} (${volume.holds}) has no backup decision; write daily() or notBackedUp("because ...")`);
  }
  return volume;
}
