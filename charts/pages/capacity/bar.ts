/** How many letters a bar of the whole length has. */
const length = 40;

/**
 * A bar of text: full up to `sure`, light up to `most`, dots up to `whole`.
 * A bar that would leave the frame ends with an arrow.
 */
export function bar(sure: number, most: number, whole: number): string {
  const letters = (amount: number) => Math.max(0, Math.min(length, Math.round((amount / whole) * length)));
  const full = letters(sure);
  const light = Math.max(full, letters(most)) - full;
  const drawn = "█".repeat(full) + "░".repeat(light) + "·".repeat(length - full - light);
  return Math.max(sure, most) > whole ? `${drawn.slice(0, -1)}▶` : drawn;
}
