/** A folder of the NAS as DSM has it: a shared folder lies on a volume, and everything else in a shared folder. */
export interface DsmPath {
  readonly volume: string;
  /** The name of the shared folder. */
  readonly share: string;
  /** What comes below it; empty where the path is the shared folder itself. */
  readonly folder: string;
}

/** Undefined for a path that no DSM has. */
export function dsmPath(path: string): DsmPath | undefined {
  const [, volume, share, folder = ""] = /^(\/volume[1-9][0-9]?)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  return volume === undefined || share === undefined ? undefined : { volume, share, folder };
}

/** Shared folders, and what lies in them for SMB, do not tell capital letters apart. */
export function isSameName(one: string, other: string): boolean {
  return one.normalize().toLowerCase() === other.normalize().toLowerCase();
}
