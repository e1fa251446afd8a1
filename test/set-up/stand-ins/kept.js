import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What a program has in its database, here whole in one file. */
export const kept = (file, empty) => ({
  read: () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : structuredClone(empty)),
  write: (content) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(content));
    renameSync(`${file}.new`, file);
  },
});
