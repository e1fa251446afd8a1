/**
 * Waits until `missing` finds nothing any more, and fails with what it found last. The deadline is far above what a
 * slow machine needs, so that the time a test takes says nothing about whether it passes. Between two looks it pauses, at least
 * for the milliseconds that are named.
 */
export async function eventually(
  what: string,
  limitSeconds: number,
  missing: () => Promise<readonly string[]>,
  pauseMilliseconds = 100,
): Promise<void> {
  const limit = Date.now() + limitSeconds * 1000;
  for (;;) {
    const began = Date.now();
    const found = await missing();
    if (found.length === 0) return;
    if (Date.now() > limit) throw new Error(`after ${limitSeconds} seconds it was still not true that ${what}:\n${found.join("\n")}`);
    // Who looks all the time takes the processor from what is waited for.
    const pause = Math.max(pauseMilliseconds, Math.min(1000, 3 * (Date.now() - began)));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
