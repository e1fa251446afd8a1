import { readFileSync } from "node:fs";
import { join } from "node:path";

/** By type of imports/k8s.ts, the fields that its objects may have, each with the type of what stands there. */
export const fields = readFields(readFileSync(join(__dirname, "../../imports/k8s.ts"), "utf8"));

function readFields(source: string): ReadonlyMap<string, ReadonlyMap<string, string | undefined>> {
  const types = new Map<string, Map<string, string | undefined>>();
  for (const [, type = "", body = ""] of source.matchAll(
    /export function toJson_(\w+)\([^\n]*\{\n[^\n]*\n\s*const result = \{\n([\s\S]*?)\n\s*\};/g,
  )) {
    const known = new Map<string, string | undefined>();
    for (const [, field = "", value = ""] of body.matchAll(/^\s*'([^']+)': (.*),$/gm)) known.set(field, /toJson_(\w+)\(/.exec(value)?.[1]);
    types.set(type, known);
  }
  return types;
}
