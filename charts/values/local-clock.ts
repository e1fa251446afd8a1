/** What the clocks of a time zone show at a moment, both in milliseconds; the first written as if it were UTC. */
export type LocalClock = (moment: number) => number;

const clocks = new Map<string, LocalClock>();

/**
 * Kept for each time zone: making a format takes as long as using it a thousand times.
 * @throws RangeError when this Node does not know the time zone.
 */
export function localClock(timeZone: string): LocalClock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const numbers = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...numbers });
  const clock = (moment: number) => {
    // In one piece, because taking it apart is most of what formatToParts costs.
    const [month = 1, day = 1, year = 0, hour = 0, minute = 0, second = 0] = (format.format(moment).match(/\d+/g) ?? []).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  clocks.set(timeZone, clock);
  return clock;
}
