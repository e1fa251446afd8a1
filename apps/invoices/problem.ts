/** One thing of an order or of the settings that is not as it must be, in words for whoever wrote it. */
export interface Problem {
  /** Where it stands, such as "lines[0].price". */
  readonly field: string;
  /** What stands there; undefined when nothing does. */
  readonly value: unknown;
  readonly allowed: string;
  readonly fix: string;
}

/** All that is wrong at once, so that nobody mends one and meets the next. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(asLine).join("\n"));
    this.name = "Refusal";
    this.problems = problems;
  }
}

function asLine({ field, value, allowed, fix }: Problem): string {
  const shown = value === undefined ? "missing" : JSON.stringify(value);
  return `${field}: ${shown}; allowed: ${allowed}; ${fix}`;
}
