import { hours, type Span } from "./span";

export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export type Weekday = (typeof weekdays)[number];

/** What a time of day looks like: `03:30`. */
export const timePattern = /^([01][0-9]|2[0-3]):([0-5][0-9])$/;

/** When something runs again and again, in the time zone of the configuration. */
export class Schedule {
  private constructor(
    readonly cron: string,
    private readonly words: string,
    private readonly hour: number,
    /** Days from one run to the next, at most. */
    private readonly days: number,
  ) {}

  /** Every day at `time` (`HH:MM`). */
  static daily(time: string): Schedule {
    const [hour, minute] = clock(time);
    return new Schedule(`${minute} ${hour} * * *`, `daily at ${time}`, hour, 1);
  }

  /** Every week on `day` at `time` (`HH:MM`). */
  static weekly(day: Weekday, time: string): Schedule {
    const [hour, minute] = clock(time);
    return new Schedule(`${minute} ${hour} * * ${weekdays.indexOf(day)}`, `every ${day} at ${time}`, hour, 7);
  }

  /** Every month on `day` (1 to 28, so that no month is left out) at `time` (`HH:MM`). */
  static monthly(day: number, time: string): Schedule {
    if (!Number.isInteger(day) || day < 1 || day > 28) {
      throw new RangeError(`day ${day} is not in every month; choose 1 to 28`);
    }
    const [hour, minute] = clock(time);
    return new Schedule(`${minute} ${hour} ${day} * *`, `monthly on day ${day} at ${time}`, hour, 31);
  }

  /** True from 02:00 to 02:59, the hour that does not exist on the night when summer time begins. */
  get isInSpringGap(): boolean {
    return this.hour === 2;
  }

  /** The longest time from one run to the next: the night in autumn has an hour more, the one in spring may leave a run out. */
  get longestPause(): Span {
    return hours(this.isInSpringGap ? this.days * 2 * 24 : this.days * 24 + 1);
  }

  toString(): string {
    return this.words;
  }
}

function clock(time: string): [hour: number, minute: number] {
  const match = timePattern.exec(time);
  if (!match) throw new RangeError(`"${time}" is no time of day; write HH:MM from 00:00 to 23:59`);
  return [Number(match[1]), Number(match[2])];
}
