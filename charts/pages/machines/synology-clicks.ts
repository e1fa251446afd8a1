import type { Stack } from "../../model/stack";
import type { Synology } from "../../model/synology/synology";
import { byText } from "../../values/order";
import { code, list, table } from "../markdown";

/** What only a person can set in DSM, a part a program, each with its values and minutes. */
export function clickedParts(stack: Stack, synology: Synology): string[] {
  return [...virtualMachinePart(synology), ...snapshotsPart(synology), ...hyperBackupPart(stack, synology), ...accessPart(stack, synology)];
}

function virtualMachinePart({ virtualMachine: { name, processors, memory, disk, address } }: Synology): string[] {
  return [
    "## 3. Virtual Machine Manager: 20 minutes",
    "**Virtual Machine > Create > Linux**, with the installation image of Debian 13. DSM reserves the memory for it.",
    table(
      ["value", "what to enter"],
      [
        ["Name", name],
        ["vCPU", `${processors}`],
        ["Memory", `${memory.gibibytes} GB`],
        ["Virtual disk", `${disk.gibibytes} GB, on a Btrfs volume`],
        ["Network", "the default network (the home network), model VirtIO"],
        ["Autostart", "Yes"],
        ["Its address", `${address}; give it this one in your router`],
      ],
    ),
    "A UPS on the NAS keeps the virtual disk whole: **Control Panel > Hardware & Power > UPS**, safe mode after 5 minutes.",
  ];
}

function snapshotsPart({ shares, snapshots: { schedule, keep, immutable } }: Synology): string[] {
  return [
    "## 4. Snapshot Replication: 10 minutes",
    "**Snapshots > Shared Folder > Settings**, for each of these. No job of the cluster begins then.",
    table(
      ["shared folder", "schedule", "retention", "immutable snapshots"],
      shares.map(({ name }) => [name, `${schedule}`, `keep all for ${keep}`, `protection period ${immutable}, where DSM offers it`]),
    ),
    "What is protected nobody can remove, not even an administrator. Leave **Make snapshot visible** off. The virtual machine needs none: a snapshot of a running database is no backup, and what it holds is backed up every night.",
  ];
}

function hyperBackupPart({ config }: Stack, { shares, hyperBackup }: Synology): string[] {
  const { watched, maxAgeDays } = config.backup.hyperBackup;
  return [
    "## 5. Hyper Backup: 15 minutes",
    "`docs/hyper-backup.md` has the steps and says why. The values:",
    table(
      ["value", "what to enter"],
      [
        ["Target", "Remote NAS device"],
        [
          "Folders",
          shares
            .map(({ name }) => name)
            .sort(byText)
            .join(", "),
        ],
        ["Schedule", `${hyperBackup}`],
        ["Client-side encryption", "on; the key file and the password outside of both houses"],
        ["Rotation", "from the earliest versions, 4 versions; integrity check every month"],
        ["Task Scheduler", `${code("docs/hyper-backup-marker.sh")}, as root, daily at 09:00`],
        ["`task` in that script", "the number of the task: step 2 of docs/hyper-backup.md"],
        ["`marker` in that script", code(`${config.machines.nas.paths.backups}/hyper-backup.last-good`)],
      ],
    ),
    watched
      ? `The cluster raises an alarm when its last good end is older than ${maxAgeDays} days.`
      : "**Nobody watches it:** config.yaml says so under backup.hyperBackup.",
  ];
}

function accessPart({ config }: Stack, { virtualMachine: { address }, updates }: Synology): string[] {
  return [
    "## 6. DSM itself: 10 minutes",
    list([
      "**Control Panel > User & Group > admin:** deactivated. **Advanced:** two-factor authentication for administrators.",
      "**Control Panel > Security > Protection:** auto block on, 5 attempts within 10 minutes; the VM on the allow list, or one wrong password of its jobs would lock it out.",
      `**Control Panel > Update & Restore:** important updates by themselves, ${updates}: no job begins near it. The VM restarts with DSM.`,
      "**Control Panel > External Access:** no QuickConnect, no DDNS, no router rule. Whoever is away comes by the VPN.",
    ]),
    "**Control Panel > Security > Firewall**, in this order; the last one denies:",
    table(
      ["ports", "source", "action"],
      [
        ["NFS (2049), SMB (445)", address, "allow"],
        ["DSM (5001), and SSH (22) while it is on", `${config.network.lan}`, "allow"],
        ["all", "all", "deny"],
      ],
    ),
    "Add what else your household uses of the NAS before the last line, such as SMB for the home network.",
  ];
}
