import { localClock } from "./local-clock";
import { minutes, type Span } from "./span";

const minute = 60_000;
const dayLength = 24 * 60 * minute;
/** No zone changes its clocks and changes them back within so short a time. */
const step = 7 * dayLength;
/**
 * The years that are looked at: the same in every synth, so that none fails by its date alone. Rules come back each year;
 * where they follow the moon, as in Morocco, these years have every case.
 */
const [first, last] = [Date.UTC(2026, 0, 1), Date.UTC(2034, 0, 1)];

/** Times of day that some day does not have, because the clocks are put forward over them. */
export interface SkippedTimes {
  /** The first that is missing, such as `02:00`. */
  readonly from: string;
  /** The first that is there again, such as `03:00`. */
  readonly to: string;
}

interface Change {
  /** What the clocks show at the moment of the change, in milliseconds. */
  readonly local: number;
  /** How far they are put forward; below zero when they are put back. In milliseconds. */
  readonly by: number;
}

/** By time zone, each found once: every schedule asks. */
const known = new Map<string, readonly Change[]>();
const skipped = new Map<string, readonly SkippedTimes[]>();

/** The times that a day of the time zone may lack, each once; nothing where the clocks are never put forward. */
export function skippedTimes(timeZone: string): readonly SkippedTimes[] {
  const found = skipped.get(timeZone) ?? findSkippedTimes(timeZone);
  skipped.set(timeZone, found);
  return found;
}

function findSkippedTimes(timeZone: string): readonly SkippedTimes[] {
  const forward = changesOf(timeZone).filter(({ by }) => by > 0);
  const all = forward.map(({ local, by }) => ({ from: timeAt(local), to: timeAt(local + by) }));
  return all.filter(({ from, to }, index) => all.findIndex((other) => other.from === from && other.to === to) === index);
}

/** The skipped times that a time of day (`HH:MM`) lies in; undefined when every day of the time zone has it. */
export function skippedAt(time: string, timeZone: string): SkippedTimes | undefined {
  return skippedTimes(timeZone).find(({ from, to }) => minutesFrom(from, time) < minutesFrom(from, to));
}

/** Whether every day of the time zone has the time of day (`HH:MM`). */
export function existsEveryDay(time: string, timeZone: string): boolean {
  return skippedAt(time, timeZone) === undefined;
}

/** `time` as much later as the clocks are put forward over it, so that times in a row stay in their row; itself where every day has it. */
export function behindSkipped(time: string, timeZone: string): string {
  const over = skippedAt(time, timeZone);
  return over ? timeAt(millisecondsOf(time) + minutesFrom(over.from, over.to) * minute) : time;
}

/** By how much the longest day of the time zone is longer than 24 hours; undefined where the clocks are never put back. */
export function longestReturn(timeZone: string): Span | undefined {
  const back = Math.max(0, ...changesOf(timeZone).map(({ by }) => -by));
  return back > 0 ? minutes(back / minute) : undefined;
}

function changesOf(timeZone: string): readonly Change[] {
  const found = known.get(timeZone) ?? findChanges(timeZone);
  known.set(timeZone, found);
  return found;
}

function findChanges(timeZone: string): Change[] {
  const clock = localClock(timeZone);
  const offset = (moment: number) => clock(moment) - moment;
  const changes: Change[] = [];
  let old = offset(first);
  for (let moment = first + step; moment <= last; moment += step) {
    const now = offset(moment);
    if (now === old) continue;
    let [low, high] = [moment - step, moment];
    while (high - low > minute) {
      const middle = Math.floor((low + high) / 2 / minute) * minute;
      if (offset(middle) === old) low = middle;
      else high = middle;
    }
    changes.push({ local: high + old, by: now - old });
    old = now;
  }
  return changes;
}

/** Minutes from one time of day to the next `to`. */
function minutesFrom(from: string, to: string): number {
  return ((millisecondsOf(to) - millisecondsOf(from) + dayLength) % dayLength) / minute;
}

function millisecondsOf(time: string): number {
  const [hour = 0, minutes = 0] = time.split(":").map(Number);
  return (hour * 60 + minutes) * minute;
}

function timeAt(local: number): string {
  return new Date(local).toISOString().slice(11, 16);
}
