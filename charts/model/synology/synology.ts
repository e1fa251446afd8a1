import { dsmPath } from "../../config/dsm-path";
import { Schedule } from "../../values/schedule";
import { days, hours, type Span } from "../../values/span";
import type { Stack } from "../stack";
import { freeTime } from "./free-time";
import { firstVolume, type NfsFolder, nfsFolders, type SharedFolder, type SmbUser, sharedFolders, smbUsers } from "./shared-folders";
import { type VirtualMachine, virtualMachineOf } from "./virtual-machine";

/** When DSM makes a snapshot of every shared folder, how long it stays, and for how long nobody can remove it. */
export interface Snapshots {
  readonly schedule: Schedule;
  readonly keep: Span;
  readonly immutable: Span;
}

/** The NAS itself, below its VM: what DSM has to have. */
export interface Synology {
  readonly address: string;
  readonly virtualMachine: VirtualMachine;
  readonly shares: readonly SharedFolder[];
  readonly users: readonly SmbUser[];
  /** Folders in the shared folders, which a program of the VM owns. */
  readonly folders: readonly NfsFolder[];
  /** Those whose path is a whole shared folder, or none that DSM has: nobody but the owner knows what else is in there. */
  readonly byHand: readonly NfsFolder[];
  readonly snapshots: Snapshots;
  readonly hyperBackup: Schedule;
  /** When DSM may install updates, after which it restarts, and the VM with it. */
  readonly updates: Schedule;
}

/** Evenings first: what the day's jobs have written and removed is in it, and the machines restart later. */
const snapshotTimes = ["20:00", "19:00", "18:00", "17:00", "16:00", "15:00", "14:00", "13:00", "06:00", "05:00"] as const;

/** From early afternoon on: a copy of a repository that is being cleaned up would not be whole. */
const hyperBackupTimes = ["13:00", "14:00", "15:00", "16:00", "17:00", "18:00", "19:00", "20:00"] as const;

/** On a day on which the first five machines do not restart. */
const updateTimes = ["22:00", "21:00", "23:00", "20:00", "19:00"] as const;

/** Synology advises 7 to 14 days of protection (help page "Snapshots" of Snapshot Replication). */
const snapshotsStay = { keep: days(14), immutable: days(7) };

export function synologyOf(stack: Stack): Synology {
  const all = nfsFolders(stack);
  const users = smbUsers(stack);
  const isFolder = ({ path }: NfsFolder) => (dsmPath(path)?.folder ?? "") !== "";
  return {
    address: stack.config.machines.nas.bulk.server,
    virtualMachine: virtualMachineOf(stack.config),
    shares: sharedFolders(all, users, firstVolume(stack.config)),
    users,
    folders: all.filter(isFolder),
    byHand: all.filter((folder) => !isFolder(folder)),
    snapshots: { schedule: freeTime(stack, snapshotTimes, Schedule.daily, hours(2)), ...snapshotsStay },
    hyperBackup: freeTime(stack, hyperBackupTimes, (time) => Schedule.weekly("sunday", time), hours(1)),
    updates: freeTime(stack, updateTimes, (time) => Schedule.weekly("friday", time), hours(2)),
  };
}
