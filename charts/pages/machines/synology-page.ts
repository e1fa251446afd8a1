import type { Stack } from "../../model/stack";
import type { NfsFolder, SharedFolder } from "../../model/synology/shared-folders";
import { type Synology, synologyOf } from "../../model/synology/synology";
import { block, code, list, page, right, table } from "../markdown";
import { clickedParts } from "./synology-clicks";

/** What DSM on the NAS needs, with every value: what a script sets, what is clicked, and what is not possible or was not tried. */
export function synologyPage(stack: Stack): string {
  const synology = synologyOf(stack);
  return page(
    "The Synology side",
    `What DSM 7.2 on ${synology.address} needs, with every value that config.yaml gives. A script sets what DSM's own command line can set; the rest is clicked once. Minutes are for somebody who knows where things are in DSM.`,
    "**The script was tried on stand-ins of DSM's programs, and on no DSM.** The stand-ins refuse what the real programs are known to refuse. So let it say first what it would do, and compare afterwards.",
    "## 1. Before the script: 10 minutes",
    list([
      `**Storage Manager:** a volume with **Btrfs** at ${volumesOf(synology)}; snapshots and the virtual machine want it. Whether it is encrypted is decided when it is made, see the last part.`,
      "**Package Center:** Virtual Machine Manager, Snapshot Replication, Hyper Backup.",
      "**Control Panel > File Services > SMB:** on, minimum protocol SMB2.",
      "**Control Panel > Terminal & SNMP:** SSH on, for the script and for the marker of Hyper Backup. Off again afterwards.",
    ]),
    "## 2. The script: 5 minutes",
    "As an administrator of DSM, from the computer with this repository. The folder holds no secret.",
    block(
      [
        `tar -C generated/synology -cf - . | ssh YOU@${synology.address} 'mkdir -p /tmp/mk360 && tar -C /tmp/mk360 -xf -'`,
        `ssh -t YOU@${synology.address} sudo bash /tmp/mk360/set-up.sh --dry-run`,
        `ssh -t YOU@${synology.address} sudo bash /tmp/mk360/set-up.sh`,
      ].join("\n"),
    ),
    "It asks for the password of each user that it makes; enter the same again when `npx mk360 secrets init` asks. What is right already stays as it is, and nothing is deleted. A second run says `nothing to change`. It ends with 2 when it leaves something to you. Run it again after a change of `machines.nas`, and when a later phase begins.",
    "The three tables are what it sets. They are also what you enter under Control Panel > Shared Folder and User & Group, should a DSM refuse the script.",
    sharesTable(synology.shares),
    "NFS is on up to **NFSv4.1**. With **No mapping** every program of the VM keeps its number, so a folder belongs to the program that writes it. Its rights are plain Linux rights: DSM's own list knows no number of the VM.",
    foldersTable(synology),
    ...usersPart(synology),
    ...clickedParts(stack, synology),
    "## Try it: 5 minutes",
    "From the VM, once it runs; the owner must be the number above:",
    block(synology.folders.map(({ path }) => triedBy(synology.address, path)).join("\n")),
    "`npx mk360 status` shows the next morning whether the backups and archives have ended well.",
    ...notPossible(synology),
  );
}

function volumesOf({ shares }: Synology): string {
  return [...new Set(shares.map(({ path }) => code(path.slice(0, path.lastIndexOf("/")))))].join(" and ");
}

function sharesTable(shares: readonly SharedFolder[]): string {
  return table(
    ["shared folder", "place", "NFS: read and write for", "SMB: write without delete for", "SMB: no access for"],
    shares.map(({ name, path, folders, users }) => [
      name,
      code(path),
      folders.length > 0 ? "the VM" : "-",
      users.map((user) => user.name).join("\n") || "-",
      shares.flatMap((other) => (other.name === name ? [] : other.users.map((user) => user.name))).join("\n") || "-",
    ]),
  );
}

function foldersTable({ folders, byHand, virtualMachine }: Synology): string {
  const row = ({ path, owner, mode, holds, service }: NfsFolder, how: string) => [
    code(path),
    holds,
    service,
    `${virtualMachine.address}, read/write, No mapping, sys, no asynchronous, ports below 1024 alone`,
    `${owner.uid}`,
    `${owner.gid}`,
    mode,
    how,
  ];
  return table(
    ["folder", "what it holds", "service", "NFS rule of its shared folder", right("owner"), right("group"), right("mode"), "set by"],
    [...folders.map((folder) => row(folder, "the script")), ...byHand.map((folder) => row(folder, "you, see the last part"))],
  );
}

function usersPart({ users }: Synology): string[] {
  if (users.length === 0) return ["No user comes by SMB yet: the archive of documents begins in phase 3."];
  return [
    table(
      ["user", "shared folder", "folders that its jobs make", "rights there", "password"],
      users.map(({ name, share, folders }) => [
        name,
        share,
        folders.map(code).join("\n"),
        `create, read, write, attributes: ${code("rwxp--aARWc--")}`,
        `the secret ${code(name)}`,
      ]),
    ),
    "These users cannot delete or rename. They can write over a file, because the list of what was archived is written anew each night; snapshots bring back what was there. In **Control Panel > Application Privileges** deny them everything but SMB.",
  ];
}

function triedBy(server: string, path: string): string {
  return `sudo mount --mkdir -t nfs -o nfsvers=4.1 ${server}:'${path}' /run/nas-tried && ls -ldn /run/nas-tried; sudo umount /run/nas-tried`;
}

function notPossible({ byHand, folders }: Synology): string[] {
  return [
    "## What is not possible, or was not tried",
    list([
      // DSM 6 help, "NFS Service": encrypted shared folders are among those that do not allow access via NFS. DSM 7 answers
      // SYNO.Core.FileServ.NFS get with support_encrypt_share 1, as synology-csi's NfsInfo has it.
      `**Encrypted shared folders:** up to DSM 6 none of them can be reached by NFS. DSM 7 says of itself that it can; nobody has tried it with ${folders.length > 0 ? folders.map(({ path }) => code(path)).join(" and ") : "a folder of this stack"}. After a restart such a folder is away until somebody enters its key, and the VM's programs wait for it. So none is encrypted here.`,
      // Synology brought volume encryption with DSM 7.2; elcomsoft.com, June 2023, has looked at where its key lies.
      "**Encrypted volumes** came with DSM 7.2 and ask nothing of NFS. A volume that is there cannot become one. By itself DSM keeps the key on the NAS, so that it helps when disks are taken out and not when the NAS is stolen, unless the key lies on another machine. Whether the DS918+ offers it was not tried.",
      "**Backups** are encrypted in any case, by restic. Mails and archived documents lie in the clear without an encrypted volume.",
      "**By the script:** the virtual machine, snapshots, Hyper Backup, the firewall and two-factor logins. DSM has no command for them that two sources agree on.",
      "**The rights** were tried with the real rclone and a real Samba that lets nobody delete, and not with DSM's.",
      ...byHand.map(
        ({ path, owner }) =>
          `**${code(path)}** is no folder in a shared folder of DSM, so the script leaves its owner alone. It must belong to ${owner.uid}:${owner.gid}; better give it a folder of its own, such as ${code("/volume1/SHARE/FOLDER")}, in config.yaml.`,
      ),
    ]),
  ];
}
