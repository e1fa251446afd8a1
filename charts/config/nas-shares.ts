import { section } from "./groups";
import * as is from "./scalars";

/** The big disks of the NAS itself: how its VM reaches them, and what lies where. */
export const nasShareFields = {
  bulk: section("How the VM reaches the big disks of the NAS.", {
    kind: is
      .choice("How the VM reaches the NAS's own shares: nfs, or directory for a path that the VM has mounted by itself.", [
        "nfs",
        "directory",
      ])
      .default("nfs"),
    server: is.ipv4("The NAS's own address, for NFS and SMB.").default("192.168.178.10"),
  }).prefault({}),
  smb: section("The shares of the NAS that the archive jobs copy to; each side has a user of its own there.", {
    businessShare: is.shareName("The share for business documents and contracts.").default("business"),
    privateShare: is.shareName("The share for private documents.").default("private"),
    directories: section("The folders in those shares.", {
      businessDocuments: is.shareName("The folder in the business share for the documents of Paperless.").default("paperless-archive"),
      contracts: is.shareName("The folder in the business share for the contracts of OpenSign.").default("contracts"),
      privateDocuments: is.shareName("The folder in the private share for the documents of Paperless.").default("paperless"),
    }).prefault({}),
  }).prefault({}),
  paths: section("Directories on the NAS.", {
    backups: is.directory("The share that holds the backups of the server.").default("/volume1/backups/vps-daily"),
    mail: is.directory("The share that holds the archived mail.").default("/volume1/private/email"),
  }).prefault({}),
};
