import type { Stack } from "../model/stack";
import { synologyOf } from "../model/synology/synology";
import { days, months, type Span } from "../values/span";

/** Somebody who can delete a copy before its time. */
export interface Remover {
  readonly who: string;
  readonly how: string;
  /** Whether it is one of the two machines: then whoever takes that over can do it too. */
  readonly isMachine: boolean;
}

/** One copy of the backups, and who can delete it. */
export interface BackupCopy {
  readonly what: string;
  readonly where: string;
  readonly kept: Span;
  /** For how long nobody at all can delete it, where DSM offers that. Default: not at all. */
  readonly locked?: Span;
  /** Everybody who can delete it, once it is locked no more. */
  readonly removedBy: readonly Remover[];
}

/** DSM makes Hyper Backup's versions anew each week; docs/hyper-backup.md sets four of them. */
const hyperBackupVersions = 4;

const server = (how: string): Remover => ({ who: "root of the server", how, isMachine: true });
const virtualMachine = (how: string): Remover => ({ who: "root of the VM on the NAS", how, isMachine: true });
const dsm = (how: string): Remover => ({ who: "an administrator of DSM", how, isMachine: true });
const remoteNas = (how: string): Remover => ({ who: "an administrator of the remote NAS", how, isMachine: false });

/**
 * Every copy of the backups. Root of the server counts for whatever the cluster holds: it reads every Secret, and starts a pod on
 * any node with any volume. Root of the VM on the NAS counts for what that mounts and for the Secrets of what runs there.
 */
export function backupCopies(stack: Stack): BackupCopy[] {
  const { backup, machines } = stack.config;
  const copied = (timeFrom: string, copy: Omit<BackupCopy, "removedBy">, person: Remover): BackupCopy[] => {
    const sends = stack.jobs.find((job) => job.timeFrom === timeFrom);
    if (!sends) return [];
    const [login] = stack.credentialsOf(sends).filter(({ keys }) => "ssh-key" in keys);
    const how = `with the key in the Secret ${login?.name}`;
    const onItsNode = sends.machine === "nas" ? [virtualMachine(`${how}, because its job runs there`)] : [];
    return [{ ...copy, removedBy: [server(how), ...onItsNode, person] }];
  };
  const { snapshots } = synologyOf(stack);
  return [
    {
      what: "daily backups",
      where: `the NAS, ${machines.nas.paths.backups}`,
      kept: days(backup.keepDaily),
      removedBy: [
        server("with a pod on the NAS that mounts their volume"),
        virtualMachine("their folder is mounted there"),
        dsm("it is a folder of the NAS"),
      ],
    },
    {
      what: "snapshots of that folder",
      where: "the NAS, in DSM",
      kept: snapshots.keep,
      locked: snapshots.immutable,
      removedBy: [dsm("in Snapshot Replication")],
    },
    ...copied(
      "backup.copyWeekly.time",
      { what: "weekly copies", where: "the remote NAS", kept: days(backup.copyWeekly.keepWeeks * 7) },
      remoteNas("it is a folder there"),
    ),
    {
      what: "the NAS as a whole",
      where: "the remote NAS, by Hyper Backup",
      kept: days(hyperBackupVersions * 7),
      removedBy: [dsm("with the task of Hyper Backup"), remoteNas("in Hyper Backup Vault")],
    },
    ...copied(
      "backup.copyMonthly.time",
      { what: "monthly copies", where: "the StorageBox", kept: months(backup.copyMonthly.keepMonths) },
      { who: "whoever logs in at Hetzner", how: "with the StorageBox itself", isMachine: false },
    ),
  ];
}

/** Whether a machine that is taken over leaves it whole. */
export function isOutOfReach({ locked, removedBy }: BackupCopy): boolean {
  return locked !== undefined || removedBy.every(({ isMachine }) => !isMachine);
}
