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

/**
 * Every copy of the backups. Root of the server counts for whatever the cluster holds: it reads every Secret, and starts a pod on
 * any node with any volume. Root of the VM on the NAS counts for what that mounts and for the Secrets of what runs there.
 */
export function backupCopies(stack: Stack): BackupCopy[] {
  const { backup, machines } = stack.config;
  const dsm: Remover = { who: "an administrator of DSM", how: "it is a folder of the NAS", isMachine: true };
  const copied = (which: "weekly" | "monthly", kept: Span, place: string, person: Remover): BackupCopy[] => {
    const field = which === "weekly" ? "backup.copyWeekly.time" : "backup.copyMonthly.time";
    const sends = stack.jobs.find(({ timeFrom }) => timeFrom === field);
    if (!sends) return [];
    const [login] = stack.credentialsOf(sends).filter(({ keys }) => "ssh-key" in keys);
    const how = `with the key in the Secret ${login?.name}`;
    return [{ what: `${which} copies`, where: place, kept, removedBy: [...holders(how, sends.machine), person] }];
  };
  const { snapshots } = synologyOf(stack);
  return [
    {
      what: "daily backups",
      where: `the NAS, ${machines.nas.paths.backups}`,
      kept: days(backup.keepDaily),
      removedBy: [
        { who: "root of the server", how: "with a pod on the NAS that mounts their volume", isMachine: true },
        { who: "root of the VM on the NAS", how: "their folder is mounted there", isMachine: true },
        dsm,
      ],
    },
    {
      what: "snapshots of that folder",
      where: "the NAS, in DSM",
      kept: snapshots.keep,
      locked: snapshots.immutable,
      removedBy: [{ ...dsm, how: "in Snapshot Replication" }],
    },
    ...copied("weekly", days(backup.copyWeekly.keepWeeks * 7), "the remote NAS", {
      who: "an administrator of the remote NAS",
      how: "it is a folder there",
      isMachine: false,
    }),
    {
      what: "the NAS as a whole",
      where: "the remote NAS, by Hyper Backup",
      kept: days(hyperBackupVersions * 7),
      removedBy: [
        { ...dsm, how: "with the task of Hyper Backup" },
        { who: "an administrator of the remote NAS", how: "in Hyper Backup Vault", isMachine: false },
      ],
    },
    ...copied("monthly", months(backup.copyMonthly.keepMonths), "the StorageBox", {
      who: "whoever logs in at Hetzner",
      how: "with the StorageBox itself",
      isMachine: false,
    }),
  ];
}

/** Whether a machine that is taken over leaves it whole. */
export function isOutOfReach({ locked, removedBy }: BackupCopy): boolean {
  return locked !== undefined || removedBy.every(({ isMachine }) => !isMachine);
}

function holders(how: string, machine: string): Remover[] {
  const onItsNode =
    machine === "nas" ? [{ who: "root of the VM on the NAS", how: `${how}, because its job runs there`, isMachine: true }] : [];
  return [{ who: "root of the server", how, isMachine: true }, ...onItsNode];
}
