import type { Schedule } from "../../values/schedule";
import type { Span } from "../../values/span";
import type { Stack } from "../stack";

/** The first of the times (`HH:MM`) at which no job begins within `apart`, or the first of all where each is taken: it harms neither. */
export function freeTime(
  { jobs }: Stack,
  times: readonly [string, ...string[]],
  scheduleAt: (time: string) => Schedule,
  apart: Span,
): Schedule {
  const taken = jobs.flatMap(({ schedule }) => (schedule ? [schedule] : []));
  const free = times.find((time) => !taken.some((other) => other.meets(scheduleAt(time), apart)));
  return scheduleAt(free ?? times[0]);
}
