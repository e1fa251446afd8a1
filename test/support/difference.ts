import { loadAll } from "js-yaml";
import type { KubeObject } from "../../charts/kit/manifest";
import type { Tree } from "../../charts/output/publish";

/** What a reader of `git diff` meets: the lines that went and those that came. */
export interface Difference {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The smallest difference between two texts; a line that moved stands in both lists. */
export function differenceOf(before: string, after: string): Difference {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  return shortest(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
}

/** By the longest common subsequence: `common[i][j]` is its length from line i of the one and line j of the other on. */
function shortest(old: readonly string[], fresh: readonly string[]): Difference {
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = common[i] as Uint16Array;
    for (let j = fresh.length - 1; j >= 0; j -= 1)
      row[j] = old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const removed: string[] = [];
  const added: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      i += 1;
      j += 1;
    } else if (j === fresh.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) removed.push(old[i++] ?? "");
    else added.push(fresh[j++] ?? "");
  }
  return { removed, added };
}

/** The files that differ, with the difference of each; of one that is new or gone, all its lines. */
export function differences(before: Tree, after: Tree): Map<string, Difference> {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
  return new Map(
    paths.map((path) => {
      const [old, fresh] = [before.get(path), after.get(path)];
      if (old === undefined) return [path, { removed: [], added: (fresh ?? "").split("\n") }];
      return [path, fresh === undefined ? { removed: old.split("\n"), added: [] } : differenceOf(old, fresh)];
    }),
  );
}

/** Lines that say something and stand on both sides: what only moved. */
export function movedIn({ removed, added }: Difference): string[] {
  const says = removed.filter((line) => /[a-z0-9]/i.test(line));
  return says.filter((line) => added.includes(line));
}

/** The objects of a folder of manifests that differ, as `file: Kind name`. */
export function changedObjects(before: Tree, after: Tree): string[] {
  const [old, fresh] = [textsOf(before), textsOf(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names.filter((name) => old.get(name) !== fresh.get(name)).sort();
}

function textsOf(files: Tree): Map<string, string> {
  return new Map(
    [...files].flatMap(([path, text]) =>
      (loadAll(text) as KubeObject[]).map((object) => [`${path}: ${object.kind} ${object.metadata.name}`, JSON.stringify(object)] as const),
    ),
  );
}
