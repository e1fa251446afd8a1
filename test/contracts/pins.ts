import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { z } from "zod";

const root = join(__dirname, "../..");
const path = "test/contracts/pins.yaml";

const pinSchema = z.strictObject({
  image: z.string().regex(/^[a-z0-9.-]+\.[a-z]+\/[a-z0-9._/-]+$/),
  tag: z.string().min(1),
  /** `unknown` until somebody reads it, `none` where its maker publishes only the tag of a branch. */
  digest: z.string().regex(/^(sha256:[0-9a-f]{64}|unknown|none)$/),
  /** Where the digest, or its absence, was read. */
  source: z.string().min(10),
  /** Where it was read that the image is built for arm64 too. */
  arm64: z.string().min(10).optional(),
});

/** What an image is held against. */
export type Pin = z.infer<typeof pinSchema>;

export const pinsText = readFileSync(join(root, path), "utf8");
export const pins = readPins(pinsText);

export function readPins(text: string): Pin[] {
  return z.array(pinSchema).parse(load(text));
}

/** What is wrong with the images of manifests, each in words. `ours` is where our own images lie. */
export function breachesOfPins(images: readonly string[], known: readonly Pin[], ours: string): string[] {
  return [...new Set(images)].flatMap((image) => {
    const [named = "", digest = "unknown"] = image.split("@");
    if (named.startsWith(`${ours}/`)) return [];
    const pin = known.find(({ image: repository, tag }) => named === `${repository}:${tag}`);
    if (!pin) return [`${named} has no pin: write its tag, its digest and where you read it into ${path}`];
    const pinned = pin.digest === "none" ? "unknown" : pin.digest;
    return digest === pinned ? [] : [`${named} has the digest ${digest}, its pin ${pinned}; ${pin.source}`];
  });
}

/** Digests that changed while tag and source stayed, over all versions of the pins, the oldest last. */
export function changedWithoutSource(versions: readonly (readonly Pin[])[]): string[] {
  const first = new Map<string, string>();
  return [...versions].reverse().flatMap((version) =>
    version.flatMap(({ image, tag, digest, source }) => {
      const before = first.get(`${image}:${tag} ${source}`);
      if (before === undefined) first.set(`${image}:${tag} ${source}`, digest);
      return before === undefined || before === digest
        ? []
        : [`${image}:${tag}: ${before} became ${digest}; say in its source where the new one was read`];
    }),
  );
}

/** The pins as they are, and before them every version that this clone knows; a shallow one knows few. */
export function versionsOfPins(): Pin[][] {
  const git = (...words: string[]) => execFileSync("git", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  try {
    const commits = git("log", "--format=%H", "--", path).split("\n").filter(Boolean);
    return [pins, ...commits.map((commit) => readPins(git("show", `${commit}:${path}`)))];
  } catch {
    return [pins];
  }
}
