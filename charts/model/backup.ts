/** What is decided about the backup of one volume. */
export type BackupDecision =
  | {
      readonly kind: "daily";
      /** SQLite files, relative to the volume, that are dumped and not copied while they are written. */
      readonly sqlite: readonly string[];
      /** Paths, relative to the volume, that are left out because they can be made again. */
      readonly without: readonly string[];
    }
  | { readonly kind: "none"; readonly reason: string };

export interface DailyOptions {
  readonly sqlite?: readonly string[];
  readonly without?: readonly string[];
}

/** Part of the service's daily backup. */
export function daily({ sqlite = [], without = [] }: DailyOptions = {}): BackupDecision {
  return { kind: "daily", sqlite, without };
}

/** Not backed up, which is a decision too. */
export function notBackedUp(reason: string): BackupDecision {
  return { kind: "none", reason };
}

/** Business and private data never share a repository, a user or a password. */
export type Side = "business" | "private";
