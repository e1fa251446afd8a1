const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time, in seconds; months and years are kept as written for people and for restic. */
export class Span {
  private constructor(
    readonly seconds: number,
    private readonly words: string,
    private readonly short: string,
  ) {}

  private static of(count: number, seconds: number, unit: string, short: string): Span {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`${count} ${unit}s is no span of time; write a whole number, 1 or more`);
    }
    return new Span(count * seconds, `${count} ${unit}${count === 1 ? "" : "s"}`, `${count}${short}`);
  }

  static seconds = (count: number): Span => Span.of(count, second, "second", "s");
  static minutes = (count: number): Span => Span.of(count, minute, "minute", "min");
  static hours = (count: number): Span => Span.of(count, hour, "hour", "h");
  static days = (count: number): Span => Span.of(count, day, "day", "d");
  /** A month counts 30 days where seconds are asked for. */
  static months = (count: number): Span => Span.of(count, 30 * day, "month", "m");
  /** A year counts 365 days where seconds are asked for. */
  static years = (count: number): Span => Span.of(count, 365 * day, "year", "y");

  /** The spelling of restic's `--keep-within`: hours, days, months or years. */
  get restic(): string {
    if (this.seconds < hour) throw new RangeError(`restic keeps whole hours; ${this.words} is less than one`);
    return this.short.endsWith("min") || this.short.endsWith("s") ? `${Math.floor(this.seconds / hour)}h` : this.short;
  }

  toString(): string {
    return this.words;
  }
}

export const { seconds, minutes, hours, days, months, years } = Span;
