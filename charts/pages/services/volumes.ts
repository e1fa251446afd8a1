import { volumesOf } from "../../facts/data-sets";
import type { Stack } from "../../model/stack";
import type { Storage } from "../../model/storage/storage";
import { decisionWords } from "../backups/backup-words";
import { code, right, table } from "../markdown";

/** Every volume by the name under which config.yaml gives it another size. */
export function volumesTable(stack: Stack): string {
  return table(
    ["volume", right("size"), "storage", "what it holds", "where the program finds it", "backup"],
    volumesOf(stack).map((set) => {
      const { holds, path } = set.volume;
      return [code(set.name), `${set.size}`, storageWords(set.storage), holds, code(path), decisionWords(set)];
    }),
  );
}

/** Where a volume lies, in words. */
function storageWords({ name, shortWords }: Storage): string {
  return `${name}: ${shortWords}`;
}
