import { Mistake } from "../mistake";
/** The user and group that a program runs as. */
export interface RunsAs {
  readonly uid: number;
  readonly gid: number;
  /** Why it must be root; only for root. */
  readonly reason?: string;
}

/** A plain user; the group has the same number when left out. */
export function user(uid: number, gid: number = uid): RunsAs {
  if (uid === 0) throw new Mistake("user(0) is root; write root(reason)");
  return { uid, gid };
}

/** Root, with the reason why nothing less will do. */
export function root(reason: string): RunsAs {
  return { uid: 0, gid: 0, reason };
}
