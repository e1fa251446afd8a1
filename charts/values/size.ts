const units = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 } as const;
type Unit = keyof typeof units;

/** An amount of memory or disk, exact to the byte. */
export class Size {
  private constructor(readonly bytes: number) {}

  /** `count` mebibytes (2^20 bytes). */
  static mebi(count: number): Size {
    return Size.of(count * units.Mi);
  }

  /** `count` gibibytes (2^30 bytes). */
  static gibi(count: number): Size {
    return Size.of(count * units.Gi);
  }

  static of(bytes: number): Size {
    if (!Number.isFinite(bytes) || bytes < 0) {
      throw new RangeError(`${bytes} bytes is no size; a size is a finite number of bytes, 0 or more`);
    }
    return new Size(Math.round(bytes));
  }

  /**
   * Reads a Kubernetes quantity with a binary unit, such as `512Mi` or `1.5Gi`.
   * @throws RangeError when the unit is missing or unknown.
   */
  static parse(text: string): Size {
    const match = Size.pattern.exec(text);
    if (!match) {
      throw new RangeError(`"${text}" is no size; write a number and a unit, such as 512Mi, 2Gi or 1Ti`);
    }
    return Size.of(Number(match[1]) * units[match[2] as Unit]);
  }

  /** What `parse` accepts. */
  static readonly pattern = /^([0-9]{1,6}(?:\.[0-9]{1,3})?)(Ki|Mi|Gi|Ti)$/;

  static sum(sizes: Iterable<Size>): Size {
    let bytes = 0;
    for (const size of sizes) bytes += size.bytes;
    return new Size(bytes);
  }

  plus(other: Size): Size {
    return Size.of(this.bytes + other.bytes);
  }

  /** The rest after taking `other` away, never below zero. */
  minus(other: Size): Size {
    return Size.of(Math.max(0, this.bytes - other.bytes));
  }

  times(factor: number): Size {
    return Size.of(this.bytes * factor);
  }

  isMoreThan(other: Size): boolean {
    return this.bytes > other.bytes;
  }

  get mebibytes(): number {
    return this.bytes / units.Mi;
  }

  get gibibytes(): number {
    return this.bytes / units.Gi;
  }

  /** The shortest exact Kubernetes quantity: `2Gi` rather than `2048Mi`. */
  toString(): string {
    for (const unit of ["Ti", "Gi", "Mi", "Ki"] as const) {
      if (this.bytes >= units[unit] && this.bytes % units[unit] === 0) return `${this.bytes / units[unit]}${unit}`;
    }
    return `${this.bytes}`;
  }
}

/** `count` mebibytes. */
export const mebi = Size.mebi;
/** `count` gibibytes. */
export const gibi = Size.gibi;
