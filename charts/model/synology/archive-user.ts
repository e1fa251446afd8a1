import type { Side } from "../backup";

/** As whom the archive jobs of a side come to the NAS, by SMB. The credential with its password has the same name. */
export function archiveUser(side: Side): string {
  return `archive-${side}`;
}
