import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { write } from "../../charts/output/publish";
import { root } from "../manifests";
import { runFor } from "../programs";
import { ApiServer } from "./api-server";
import { type OpenApi, schemasOf } from "./convert";

/** What /openapi/v3 lists. */
interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

/**
 * A folder with a strict schema for each kind that the API server knows, Flux's kinds included; asked of the server itself
 * once for each version of the server, of Flux and of our conversion.
 */
export async function schemaFolder(programs: string): Promise<string> {
  const definitions = definitionsIn(programs);
  const version = (await runFor([0], join(programs, "kube-apiserver"), ["--version"])).trim();
  const hash = createHash("sha256").update(version);
  for (const file of [...definitions, join(root, "scan/schemas/convert.ts")]) hash.update(readFileSync(file));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "mk360", `schemas-${version.replace(/^Kubernetes v/, "")}-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const schemas = await schemasFromServer(programs, definitions);
  mkdirSync(dirname(folder), { recursive: true });
  const next = mkdtempSync(`${folder}.new-`);
  try {
    write(next, new Map([...schemas].map(([file, schema]) => [file, JSON.stringify(schema)])));
    // Whoever else asked meanwhile was first; both are the same.
    if (!existsSync(folder)) renameSync(next, folder);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  return folder;
}

/** Flux's definitions of its own kinds, beside the programs. */
function definitionsIn(programs: string): string[] {
  const folder = join(programs, "crds");
  if (!existsSync(folder)) throw new Error(`${folder} is missing, with Flux's definitions of its kinds; .ci/control-plane.sh makes it`);
  return readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
}

function schemasFromServer(programs: string, definitions: readonly string[]): Promise<Map<string, object>> {
  return ApiServer.using(programs, async (server) => {
    await server.define(definitions);
    const groups = [...new Set(definitions.map((file) => /^ {2}group: (.+)$/m.exec(readFileSync(file, "utf8"))?.[1]))];
    const { paths } = await server.until<Index>("the API server publishes Flux's kinds", "/openapi/v3", (index) =>
      groups.every((group) => Object.keys(index.paths).some((path) => path.startsWith(`apis/${group}/`))),
    );
    const versions = Object.entries(paths).filter(([path]) => /^(api|apis\/[^/]+)\/v[^/]+$/.test(path));
    const documents = await Promise.all(versions.map(([, { serverRelativeURL }]) => server.document<OpenApi>(serverRelativeURL)));
    return new Map(documents.flatMap((document) => [...schemasOf(document)]));
  });
}
