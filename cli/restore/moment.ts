import { Refusal } from "../../charts/config/refusal";
import { localClock } from "../../charts/values/local-clock";

const form = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?$/;

/**
 * The moment that the owner means, on the clocks of the time zone: `2026-11-30 04:10`, or a day alone, which is its last moment.
 * Of an hour that the clocks show twice it is the second; one that they skip is as much later as they are put forward.
 * @throws Refusal for anything else.
 */
export function momentOf(text: string, timeZone: string): Date {
  const [, year, month, day, hour = "23", minute = "59"] = form.exec(text) ?? [];
  const shown = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), 59);
  const written = `${year}-${month}-${day} ${hour}:${minute}`;
  if (year === undefined || new Date(shown).toISOString().slice(0, 16).replace("T", " ") !== written) {
    throw new Refusal("mk360 restore", [
      {
        where: "--at",
        value: text,
        allowed: `a day or a minute on the clocks of ${timeZone}, such as 2026-11-30 or "2026-11-30 04:10"`,
        fix: "leave it out for the newest backup; without --to live the command shows which there are",
      },
    ]);
  }
  const clock = localClock(timeZone);
  // A day before and a day behind, because the clocks may have changed in between.
  const offsets = [-1, 1].map((days) => offsetAt(clock, shown + days * 86_400_000));
  const candidates = offsets.map((offset) => shown - offset);
  const fitting = candidates.filter((moment) => moment + offsetAt(clock, moment) === shown);
  return new Date(Math.max(...(fitting.length > 0 ? fitting : candidates)) + 999);
}

function offsetAt(clock: (moment: number) => number, moment: number): number {
  return clock(moment) - moment;
}
