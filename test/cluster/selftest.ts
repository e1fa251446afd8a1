import { join } from "node:path";
import { project } from "./bed/addresses";
import type { Bed } from "./bed/bed";

interface Check {
  readonly name: string;
  readonly failed: readonly { readonly object: string; readonly found: string }[];
}

/** What `mk360 selftest` finds wrong with the cluster, a line each; throws when it could not look. */
export async function selftestFindings(bed: Bed): Promise<string[]> {
  const { code, stdout, stderr } = await bed.run(process.execPath, [join(project, "cli/bin.mjs"), "selftest", "--json"]);
  const { checks = [] } = JSON.parse(stdout || "{}") as { checks?: Check[] };
  if (checks.length === 0) throw new Error(stderr);
  const found = checks.flatMap(({ name, failed }) => failed.map(({ object, found }) => `${name}: ${object} ${found}`));
  if (code !== (found.length > 0 ? 2 : 0)) throw new Error(`it ends with ${code}, and finds ${found.length} faults: ${stderr}`);
  return found;
}
