import { volumesOf } from "../../facts/data-sets";
import type { Stack } from "../../model/stack";
import type { Storage } from "../../model/volume";
import { decisionWords } from "../backups/backup-words";
import { code, right, table } from "../markdown";

/** Where a volume lies, in words. */
const storageWords: Readonly<Record<Storage, string>> = {
  hot: "hot: the server's NVMe",
  home: "home: the VM's own disk",
  bulk: "bulk: a share of the NAS",
};

/** Every volume by the name under which config.yaml gives it another size. */
export function volumesTable(stack: Stack): string {
  return table(
    ["volume", right("size"), "storage", "what it holds", "where the program finds it", "backup"],
    volumesOf(stack).map((set) => {
      const { storage, holds, path } = set.volume;
      return [code(set.name), `${set.size}`, storageWords[storage], holds, code(path), decisionWords(set)];
    }),
  );
}
