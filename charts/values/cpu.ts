/** A share of processor time, in thousandths of one core. */
export class Cpu {
  private constructor(readonly millicores: number) {}

  static milli(count: number): Cpu {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`${count} is no number of millicores; write a whole number, 0 or more`);
    }
    return new Cpu(count);
  }

  static cores(count: number): Cpu {
    return Cpu.milli(Math.round(count * 1000));
  }

  static sum(shares: Iterable<Cpu>): Cpu {
    let millicores = 0;
    for (const share of shares) millicores += share.millicores;
    return new Cpu(millicores);
  }

  plus(other: Cpu): Cpu {
    return new Cpu(this.millicores + other.millicores);
  }

  minus(other: Cpu): Cpu {
    return new Cpu(Math.max(0, this.millicores - other.millicores));
  }

  isMoreThan(other: Cpu): boolean {
    return this.millicores > other.millicores;
  }

  /** A Kubernetes quantity: `250m`, or `2` for whole cores. */
  toString(): string {
    return this.millicores > 0 && this.millicores % 1000 === 0 ? `${this.millicores / 1000}` : `${this.millicores}m`;
  }
}

/** `count` thousandths of a core. */
export const milli = Cpu.milli;
/** `count` whole cores. */
export const cores = Cpu.cores;
