/** The known word nearest to `word`, when it is near enough to be meant: at most 3 letters away, and at most half of the word. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** More names than these help nobody to choose. */
const mostOffered = 4;

/**
 * The known words that may be meant: the one that differs in nothing but capital letters, or those that hold `word` as a
 * whole part, as `opensign-server` holds `opensign`, or the nearest one; none when nothing is near.
 */
export function meant(word: string, known: Iterable<string>): readonly string[] {
  const all = [...known];
  const lower = word.toLowerCase();
  const same = all.find((candidate) => candidate.toLowerCase() === lower);
  if (same !== undefined) return [same];
  const holding = all.filter((candidate) => candidate.toLowerCase().split(/[-/_]/).includes(lower));
  if (holding.length > 0 && holding.length <= mostOffered) return holding;
  const near = nearest(word, all);
  return near === undefined ? [] : [near];
}

/** `did you mean opensign-client or opensign-server?`; undefined when nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const names = meant(word, known);
  return names.length > 0 ? `did you mean ${names.join(" or ")}?` : undefined;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? limit;
}
