import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Refusal } from "../../charts/config/refusal";
import { allRefusals, type Made } from "./all";

const list = join(__dirname, "all.md");
const charts = join(__dirname, "../../charts");
const all = allRefusals();

/** The list for people, one line a refusal; UPDATE_REFUSALS=1 writes it anew. */
/** Names of the catalogue are cut to the first: a service more is no other refusal. */
const short = (message: string) => message.replace(/(of the catalogue: [^,.]+, )[^.]+/g, "$1...");

function page(refusals: readonly Made[]): string {
  const lines = refusals.map(
    ({ how, source, fault }) => `- ${how}\n  \`${short(new Refusal(source, [fault]).message).replaceAll("`", "'")}\``,
  );
  return `# Every refusal\n\nMade by test/refusals/all.test.ts: UPDATE_REFUSALS=1 npx jest test/refusals\n\n${lines.join("\n")}\n`;
}

/** The fixes in the sources of a folder, each by its longest piece that is no variable. */
function fixesIn(folder: string): string[] {
  const files = readdirSync(join(charts, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.flatMap((name) => {
    const text = readFileSync(join(charts, folder, name), "utf8");
    const found = [...text.matchAll(/\bfix: *(?:"([^"]+)"|`([^`]+)`)/g)].map(([, plain, template = ""]) => plain ?? template);
    return found.map((fix) => fix.split(/\$\{[^}]*\}/).reduce((longest, piece) => (piece.length > longest.length ? piece : longest), ""));
  });
}

/** No file is read, so no file can be missing or too large: test/config/load.test.ts and system-fault.test.ts hold these. */
const ofFiles = ["run the command in the folder of config.yaml", "check that it is the right file", ", then run the same command again"];

describe("every refusal", () => {
  test.each(all.map((made) => [made.how, made] as const))("%s: field, value, what is allowed, way out", (_, { source, fault }) => {
    const { where, value, allowed, fix } = fault;
    expect(source).toMatch(/^(config|state\.lock)\.yaml$/);
    expect(where.length).toBeGreaterThan(2);
    // Where nothing stands, the place says so itself.
    expect(value !== undefined || /is missing$|is empty$|\(.+\)$/.test(where)).toBe(true);
    expect(Math.min(allowed.length, fix.length)).toBeGreaterThan(5);
    expect(new Refusal(source, [fault]).message.split("\n")).toHaveLength(1);
  });

  test.each(["config", "model", "services"])("that the sources of %s can give is in the list", (folder) => {
    const said = all.map(({ fault }) => fault.fix).join("\n");
    expect(fixesIn(folder).filter((fix) => !said.includes(fix) && !ofFiles.some((known) => fix.includes(known)))).toEqual([]);
  });

  test("stands in the committed list", () => {
    if (process.env.UPDATE_REFUSALS === "1") writeFileSync(list, page(all));
    expect(existsSync(list) ? readFileSync(list, "utf8") : "").toBe(page(all));
  });
});
