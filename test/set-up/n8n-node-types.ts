import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const packages = ["n8n-nodes-base", "@n8n/n8n-nodes-langchain"];

/** The kinds of steps of a real n8n with their versions, from what its own packages tell its editor. */
export function nodeTypes(program: string): { readonly n8n: string; readonly versions: Readonly<Record<string, readonly number[]>> } {
  const read = (file: string) => JSON.parse(readFileSync(join(program, "../../..", file), "utf8"));
  const versions: Record<string, number[]> = {};
  for (const name of packages)
    for (const node of read(`${name}/dist/types/nodes.json`) as { name: string; version: number | number[] }[]) {
      const type = `${name}.${node.name}`;
      versions[type] = [...new Set([...(versions[type] ?? []), ...[node.version].flat()])].sort((a, b) => a - b);
    }
  const sorted = Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1));
  return { n8n: read("n8n/package.json").version, versions: Object.fromEntries(sorted) };
}

/** UPDATE_NODE_TYPES=1 takes them over for synth. */
export function takeOver({ n8n, versions }: ReturnType<typeof nodeTypes>): void {
  const lines = Object.entries(versions).map(([type, list]) => `    ${JSON.stringify(type)}: [${list.join(", ")}]`);
  const text = `{\n  "n8n": "${n8n}",\n  "versions": {\n${lines.join(",\n")}\n  }\n}\n`;
  writeFileSync(join(__dirname, "../../charts/services/public/n8n/node-types.json"), text);
}
