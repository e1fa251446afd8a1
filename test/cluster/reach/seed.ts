/** The run's own choice of attempts; SEED=NUMBER repeats another run's. */
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));

/** Numbers from 0 to below 1 that follow from the seed (mulberry32). */
export function numbersFrom(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** At most `count` of them, by the seed. */
export function sample<T>(all: readonly T[], count: number, next: () => number): T[] {
  const left = [...all];
  for (let index = left.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    [left[index], left[other]] = [left[other] as T, left[index] as T];
  }
  return left.slice(0, count);
}
