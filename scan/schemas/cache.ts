import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { loadAll } from "js-yaml";
import { write } from "../../charts/output/publish";
import { root } from "../manifests";
import { runFor } from "../programs";
import { ApiServer, waitFor } from "./api-server";
import { type OpenApi, schemaFile, schemasOf } from "./convert";

/** What /openapi/v3 lists. */
interface Index {
  readonly paths: Readonly<Record<string, unknown>>;
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

/** A kind of a definition, as `schemasOf` names its file. */
interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

function filesOf(definitions: readonly string[]): string[] {
  return definitions
    .flatMap((file) => loadAll(readFileSync(file, "utf8")) as Definition[])
    .flatMap(({ spec: { group, names, versions } }) =>
      versions.filter(({ served }) => served).map(({ name }) => schemaFile({ group, version: name, kind: names.kind })),
    );
}

/** A server publishes the kinds that it was taught one after the other, a little later. */
async function schemasFromServer(programs: string, definitions: readonly string[]): Promise<Map<string, object>> {
  const wanted = filesOf(definitions);
  return ApiServer.using(programs, async (server) => {
    await server.define(definitions);
    return waitFor("the API server publishes Flux's kinds", async () => {
      const schemas = await publishedBy(server);
      return wanted.every((file) => schemas.has(file)) ? schemas : undefined;
    });
  });
}

async function publishedBy(server: ApiServer): Promise<Map<string, object>> {
  const { paths } = await server.document<Index>("/openapi/v3");
  const versions = Object.keys(paths).filter((path) => /^(api|apis\/[^/]+)\/v[^/]+$/.test(path));
  const documents = await Promise.all(versions.map((path) => server.document<OpenApi>(`/openapi/v3/${path}`)));
  return new Map(documents.flatMap((document) => [...schemasOf(document)]));
}
