/**
 * Does what CONTRIBUTING.md tells whoever adds a service: `worked-example.mjs FOLDER` puts its blocks into the files of
 * that clone that they name.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , folder = "."] = process.argv;
const guide = readFileSync(join(folder, "CONTRIBUTING.md"), "utf8");

/** The code block of the guide that is meant for `path`. */
function blockFor(path) {
  const block = guide.split(/^```(?:ts|yaml) /m).find((part) => part.startsWith(`${path}\n`));
  if (!block) throw new Error(`CONTRIBUTING.md has no block for ${path}`);
  return block.slice(path.length + 1, block.indexOf("```"));
}

/** Puts text before the first line that begins with `mark`, or after it. */
function insert(path, text, where) {
  const file = join(folder, path);
  const lines = readFileSync(file, "utf8").split("\n");
  const at = lines.findIndex((line) => line.startsWith(where.before ?? where.after));
  if (at === -1) throw new Error(`${path} has no line that begins with ${where.before ?? where.after}`);
  lines.splice(where.before ? at : at + 1, 0, text.trimEnd());
  writeFileSync(file, lines.join("\n"));
}

insert("charts/images.ts", blockFor("charts/images.ts"), { after: "export const images = nameImages({" });
writeFileSync(join(folder, "charts/services/public/welcome.ts"), blockFor("charts/services/public/welcome.ts"));
insert("charts/catalogue.ts", 'import { welcome } from "./services/public/welcome";', { before: "import { mongodb }" });
insert("charts/catalogue.ts", "    welcome,", { after: "    monica," });
appendFileSync(join(folder, "test/contracts/pins.yaml"), blockFor("test/contracts/pins.yaml"));
insert("test/contracts/business.ts", blockFor("test/contracts/business.ts"), { after: "export const businessContracts" });
