import { behindSkipped, longestReturn, type SkippedTimes, skippedAt } from "./clock-changes";
import { minutes, type Span } from "./span";

export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export type Weekday = (typeof weekdays)[number];

/** What a time of day looks like: `03:30`. */
export const timePattern = /^([01][0-9]|2[0-3]):([0-5][0-9])$/;

const dayInMinutes = 24 * 60;

/** When something runs again and again, in the time zone of the configuration. */
export class Schedule {
  private constructor(
    readonly cron: string,
    private readonly words: string,
    /** The time of day, `HH:MM`. */
    readonly time: string,
    /** Days from one run to the next, at most. */
    private readonly days: number,
    private readonly at: (time: string) => Schedule,
    /** A second time on each of its days. */
    private readonly again?: string,
  ) {}

  /** Every day at `time` (`HH:MM`). */
  static daily(time: string): Schedule {
    const [hour, minute] = clock(time);
    return new Schedule(`${minute} ${hour} * * *`, `daily at ${time}`, time, 1, Schedule.daily);
  }

  /** Every week on `day` at `time` (`HH:MM`). */
  static weekly(day: Weekday, time: string): Schedule {
    const [hour, minute] = clock(time);
    const at = (other: string) => Schedule.weekly(day, other);
    return new Schedule(`${minute} ${hour} * * ${weekdays.indexOf(day)}`, `every ${day} at ${time}`, time, 7, at);
  }

  /** Every month on `day` (1 to 28, so that no month is left out) at `time` (`HH:MM`). */
  static monthly(day: number, time: string): Schedule {
    if (!Number.isInteger(day) || day < 1 || day > 28) {
      throw new RangeError(`day ${day} is not in every month; choose 1 to 28`);
    }
    const [hour, minute] = clock(time);
    const at = (other: string) => Schedule.monthly(day, other);
    return new Schedule(`${minute} ${hour} ${day} * *`, `monthly on day ${day} at ${time}`, time, 31, at);
  }

  /** The times of day at which it runs, `HH:MM`, in order. */
  get times(): readonly string[] {
    return this.again === undefined ? [this.time] : [this.time, this.again].sort();
  }

  /** The times that a spring day of the time zone does not have, when every run of the day is among them: Kubernetes leaves it out. */
  skippedIn(timeZone: string): SkippedTimes | undefined {
    return this.again === undefined ? skippedAt(this.time, timeZone) : undefined;
  }

  /** The same days, with the time moved behind what a spring day of the time zone skips. */
  behindSkippedIn(timeZone: string): Schedule {
    return this.skippedIn(timeZone) ? this.at(behindSkipped(this.time, timeZone)) : this;
  }

  /**
   * The same days and time, and on each of them a second run behind what a spring day of the time zone skips: a cron
   * expression cannot name the one day that needs it.
   */
  withMakeUpIn(timeZone: string): Schedule {
    if (!this.skippedIn(timeZone)) return this;
    const again = behindSkipped(this.time, timeZone);
    const [minute, hour, ...rest] = this.cron.split(" ");
    const [laterHour, laterMinute] = clock(again);
    const cron = [either(minute, laterMinute), either(hour, laterHour), ...rest].join(" ");
    return new Schedule(cron, `${this.words} and at ${again}`, this.time, this.days, this.at, again);
  }

  /**
   * Whether some run of this and some run of the other begin within `span` of each other. Days of a month fall on every
   * weekday, and two of a month are taken for one.
   */
  meets(other: Schedule, span: Span): boolean {
    const others = other.minutesOfWeek;
    return this.minutesOfWeek.some((minute) => others.some((it) => aroundTheWeek(minute - it) * 60 < span.seconds));
  }

  private get minutesOfWeek(): readonly number[] {
    const weekday = this.cron.split(" ")[4];
    const onDays = weekday === "*" ? weekdays.map((_, index) => index) : [Number(weekday)];
    return onDays.flatMap((day) => this.times.map(clock).map(([hour, minute]) => day * dayInMinutes + hour * 60 + minute));
  }

  /** The longest time from one run to the next: a day in autumn is longer, and one in spring may leave a run out. */
  longestPauseIn(timeZone: string): Span {
    const usual = this.days * dayInMinutes;
    if (this.skippedIn(timeZone)) return minutes(usual * 2);
    return minutes(usual + (longestReturn(timeZone)?.seconds ?? 0) / 60);
  }

  toString(): string {
    return this.words;
  }
}

/** The shorter way, in minutes: after Saturday comes Sunday. */
function aroundTheWeek(minutes: number): number {
  const way = Math.abs(minutes);
  return Math.min(way, weekdays.length * dayInMinutes - way);
}

function either(one: string | undefined, other: number): string {
  return one === `${other}` ? `${other}` : `${one},${other}`;
}

function clock(time: string): [hour: number, minute: number] {
  const match = timePattern.exec(time);
  if (!match) throw new RangeError(`"${time}" is no time of day; write HH:MM from 00:00 to 23:59`);
  return [Number(match[1]), Number(match[2])];
}
