/**
 * Waits until `missing` finds nothing any more, and fails with what it found last. The deadline is far above what a
 * slow machine needs, so that the time a test takes says nothing about whether it passes.
 */
export async function eventually(what: string, limitSeconds: number, missing: () => Promise<readonly string[]>): Promise<void> {
  const limit = Date.now() + limitSeconds * 1000;
  for (;;) {
    const found = await missing();
    if (found.length === 0) return;
    if (Date.now() > limit) throw new Error(`after ${limitSeconds} seconds it was still not true that ${what}:\n${found.join("\n")}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
