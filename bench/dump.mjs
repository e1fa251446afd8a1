/** The reference: the same objects, read from JSON and dumped with js-yaml, one file for each of ours. `dump.mjs JSON FOLDER` */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dump } from "js-yaml";

const [, , objectsFile, folder] = process.argv;
for (const [path, objects] of JSON.parse(readFileSync(objectsFile, "utf8"))) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, objects.map((object) => `---\n${dump(object, { lineWidth: -1, noRefs: true })}`).join(""));
}
