import { Refusal } from "../../charts/config/refusal";
import { Size } from "../../charts/values/size";
import { sizeWords } from "../text/size";

/** A backup of one service. */
export interface Snapshot {
  readonly id: string;
  readonly at: Date;
  /** Stored by a restore, of what it was about to replace. */
  readonly beforeRestore: boolean;
  readonly files: number;
  readonly size: Size;
}

/** What snapshots.sh says. */
export interface Found {
  /** The oldest first. */
  readonly snapshots: readonly Snapshot[];
  /** By the path in the pod: what a volume's file system has free, and what the volume holds. */
  readonly room: ReadonlyMap<string, { readonly free: Size; readonly used: Size }>;
}

interface Listed {
  readonly id: string;
  readonly time: string;
  readonly tags?: readonly string[];
  readonly summary?: { readonly total_files_processed?: number; readonly total_bytes_processed?: number };
}

/** Reads the words of snapshots.sh, whatever stands around them. */
export function foundIn(printed: string): Found {
  const lines = printed.split("\n");
  const list = lines.find((line) => line.startsWith("snapshots "))?.slice("snapshots ".length);
  const listed = JSON.parse(list || "[]") as readonly Listed[] | null;
  const room = lines.flatMap((line) => {
    const [, path = "", free, used] = /^room (.+) (\d+) (\d+)$/.exec(line) ?? [];
    return path ? [[path, { free: Size.of(Number(free) * 1024), used: Size.of(Number(used) * 1024) }] as const] : [];
  });
  const snapshots = (listed ?? []).map(({ id, time, tags = [], summary = {} }) => ({
    id,
    at: new Date(time),
    beforeRestore: tags.some((tag) => tag.endsWith(".before-restore")),
    files: summary.total_files_processed ?? 0,
    size: Size.of(summary.total_bytes_processed ?? 0),
  }));
  return { snapshots: snapshots.sort((a, b) => a.at.getTime() - b.at.getTime()), room: new Map(room) };
}

/** Which of them the owner wants. */
export interface Wish {
  /** The newest that is not younger. Default: the newest. */
  readonly at?: Date;
  /** One that a restore stored, which takes that restore back. Default: a daily one. */
  readonly undo?: boolean;
}

/** Milliseconds by which the clocks of two machines may differ. What is dated further ahead was not made by a daily job. */
const clocks = 3_600_000;

/** @throws Refusal when there is none. */
export function chosen({ snapshots }: Found, { at, undo = false }: Wish, service: string, now = new Date()): Snapshot {
  const fitting = snapshots.filter((snapshot) => snapshot.beforeRestore === undo && snapshot.at.getTime() <= now.getTime() + clocks);
  const last = fitting.filter((snapshot) => at === undefined || snapshot.at <= at).at(-1);
  if (last) {
    if (at === undefined && !undo) refuseShrunken(last, fitting, service);
    return last;
  }
  const [oldest] = fitting;
  const kind = undo ? "nothing that a restore has stored" : "no backup";
  throw new Refusal("mk360 restore", [
    {
      where: service,
      value: at && oldest ? `${kind} from ${at.toISOString()} or before` : kind,
      allowed: oldest ? `a time from ${oldest.at.toISOString()} on` : "a service with one",
      fix: oldest ? "choose a later time, or leave it out for the newest" : "mk360 status says what became of its backup job",
    },
  ]);
}

/**
 * A backup job stores first and judges afterwards, so the newest may be one that it has rejected.
 * @throws Refusal when it has less than half of the files or bytes of an earlier one.
 */
function refuseShrunken(last: Snapshot, all: readonly Snapshot[], service: string): void {
  const larger = all.findLast(({ files, size }) => last.files * 2 < files || last.size.bytes * 2 < size.bytes);
  if (!larger) return;
  const words = ({ id, files, size }: Snapshot) => `${id.slice(0, 8)} with ${files} files and ${sizeWords(size)}`;
  throw new Refusal("mk360 restore", [
    {
      where: `${service}, the newest backup`,
      value: words(last),
      allowed: `one that has not shrunk to less than half of an earlier one, as against ${words(larger)} of ${larger.at.toISOString()}`,
      fix: "name the time that you want with --at, that of the newest where it is right",
    },
  ]);
}

/** @throws Refusal when the disk could not hold what the snapshot brings; what the volumes hold now is replaced in its place. */
export function refuseWithoutRoom({ room }: Found, { size }: Snapshot, service: string): void {
  const used = Size.sum([...room.values()].map(({ used }) => used));
  for (const [path, { free }] of room) {
    if (size.bytes <= free.bytes + used.bytes) continue;
    throw new Refusal("mk360 restore", [
      {
        where: `${service}, ${path}`,
        value: `${sizeWords(free)} free and ${sizeWords(used)} in use`,
        allowed: `room for the ${sizeWords(size)} of the backup`,
        fix: "make room on the disk of that machine: mk360 capacity says what the others take",
      },
    ]);
  }
}
