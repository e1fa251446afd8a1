import { all } from "../../contracts/all";

/** What Go's patterns do not know, or take for something else. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/\(\?(=|!|<=|<!)/, "looks ahead or back"],
  [/\\(?:[1-9]|k<)/, "repeats an earlier part"],
  [/\\[uc]/, "names a sign by its number"],
  [/\{[0-9,]*[0-9]{4}/, "counts beyond 999"],
];

/** The contracts of every service as the stand-in reads them: each pattern as `{ "pattern": … }`. Fails on one that Go cannot read. */
export function contractsJson(): string {
  return JSON.stringify(Object.assign({}, ...all), (_, value) => (value instanceof RegExp ? { pattern: sourceOf(value) } : value), 2);
}

/** The pattern in Go's words. Fails on what those cannot say. */
export function sourceOf(pattern: RegExp): string {
  if (pattern.flags !== "") throw new Error(`${pattern}: the stand-in knows no flags, and this has "${pattern.flags}"; write it without`);
  const found = foreign.find(([sign]) => sign.test(pattern.source));
  if (found) throw new Error(`${pattern} ${found[1]}, which Go's patterns cannot; write it in another way`);
  return pattern.source;
}
