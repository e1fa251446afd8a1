import { dsmPath, isSameName } from "../../config/dsm-path";
import type { Config } from "../../config/schema";
import { Mistake } from "../mistake";
import type { RunsAs } from "../program/user";
import type { Stack } from "../stack";
import { keptVolumes } from "../storage/kept-volumes";
import type { Share } from "../storage/volume";
import { archiveUser } from "./archive-user";

/** A folder that the VM mounts by NFS, and that programs in it write. */
export interface NfsFolder {
  readonly path: string;
  readonly holds: string;
  /** The service whose volume it is. */
  readonly service: string;
  /** As whom its programs come: DSM maps nobody, so its files belong to these numbers. */
  readonly owner: RunsAs;
  /** In octal, for the folder itself: nobody else of the NAS looks in. */
  readonly mode: "750";
}

/** Somebody who comes by SMB and writes to one shared folder alone. */
export interface SmbUser {
  readonly name: string;
  /** The name of the shared folder. */
  readonly share: string;
  /** The folders in it that the archive jobs make. */
  readonly folders: readonly string[];
}

/** A shared folder of DSM, and who reaches it how. */
export interface SharedFolder {
  readonly name: string;
  readonly path: string;
  readonly folders: readonly NfsFolder[];
  readonly users: readonly SmbUser[];
}

const inOrder: readonly Share[] = ["backups", "mail"];

/**
 * The folders of the NAS that volumes of this stack lie in. Empty where the VM mounts them by itself: its paths say nothing of
 * the NAS then.
 * @throws Mistake when two users want the same one.
 */
export function nfsFolders(stack: Stack): NfsFolder[] {
  const { bulk, paths } = stack.config.machines.nas;
  if (bulk.kind !== "nfs") return [];
  const found = new Map<Share, NfsFolder>();
  for (const { service, volume } of keptVolumes(stack)) {
    const { share, holds } = volume;
    if (share === undefined) continue;
    const owner = service.filesOf;
    const other = found.get(share);
    if (other && (other.owner.uid !== owner.uid || other.owner.gid !== owner.gid))
      throw new Mistake(`${other.service} and ${service.name} both keep files in the folder for ${share}, as two users; give each its own`);
    found.set(share, { path: paths[share], holds, service: service.name, owner, mode: "750" });
  }
  return inOrder.flatMap((share) => found.get(share) ?? []);
}

/** Whose archive jobs run, with what they write to. */
export function smbUsers({ config, credentials }: Stack): SmbUser[] {
  const { businessShare, privateShare, directories } = config.machines.nas.smb;
  const all: SmbUser[] = [
    { name: archiveUser("business"), share: businessShare, folders: [directories.businessDocuments, directories.contracts] },
    { name: archiveUser("private"), share: privateShare, folders: [directories.privateDocuments] },
  ];
  const read = new Set([...credentials.keys()].map(({ name }) => name));
  return all.filter(({ name }) => read.has(name));
}

/** Every shared folder that the stack needs: those of the folders first, as config.yaml spells them. */
export function sharedFolders(folders: readonly NfsFolder[], users: readonly SmbUser[], volume: string): SharedFolder[] {
  const shares: SharedFolder[] = [];
  const add = (name: string, on: string, more: Partial<Pick<SharedFolder, "folders" | "users">>) => {
    const known = shares.findIndex((share) => isSameName(share.name, name));
    const { folders: hasFolders = [], users: hasUsers = [], ...share } = shares[known] ?? { name, path: `${on}/${name}` };
    const next = { ...share, folders: [...hasFolders, ...(more.folders ?? [])], users: [...hasUsers, ...(more.users ?? [])] };
    if (known < 0) shares.push(next);
    else shares[known] = next;
  };
  for (const folder of folders) {
    const place = dsmPath(folder.path);
    if (place) add(place.share, place.volume, { folders: [folder] });
  }
  for (const user of users) add(user.share, volume, { users: [user] });
  return shares;
}

/** The volume of the first folder that lies on one; a DSM begins with the first. */
export function firstVolume({ machines: { nas } }: Config): string {
  return [nas.paths.backups, nas.paths.mail].map((path) => dsmPath(path)?.volume).find((volume) => volume !== undefined) ?? "/volume1";
}
