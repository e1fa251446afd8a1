import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { load } from "js-yaml";

/** One file of secrets/cluster, which is for one namespace. */
export interface VisibleFile {
  readonly path: string;
  /** Undefined where the file is not the Secret of its path as sops writes it. */
  readonly keys: readonly string[] | undefined;
}

/** What can be read of a credential without the age key: SOPS leaves names in the clear. */
export interface VisibleCredential {
  readonly name: string;
  /** By namespace. */
  readonly files: ReadonlyMap<string, VisibleFile>;
  /** The day on which the first of its certificates ends, as `YYYY-MM-DD`; undefined where it has none. */
  readonly ends: string | undefined;
}

interface SopsSecret {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly stringData?: Readonly<Record<string, unknown>>;
  readonly sops?: object;
}

const folder = "secrets/cluster";

/** Every credential with a file in secrets/cluster, by its name; a file at another depth is passed over, `apply` names it. */
export function visibleCredentials(): ReadonlyMap<string, VisibleCredential> {
  const found = new Map<string, VisibleCredential>();
  for (const path of secretPaths(/\.yaml$/)) {
    const [namespace = "", file = "", ...deeper] = path.slice(folder.length + 1).split(sep);
    if (file === "" || deeper.length > 0) continue;
    const name = file.slice(0, -".yaml".length);
    const secret = read(path);
    const keys = isSecretOf(secret, namespace, name) ? Object.keys(secret.stringData ?? {}) : undefined;
    const known = found.get(name);
    const ends = [known?.ends, secret.metadata?.annotations?.["mk360.de/ends"]].filter((end) => end !== undefined).sort()[0];
    found.set(name, { name, files: new Map([...(known?.files ?? []), [namespace, { path, keys }]]), ends });
  }
  return found;
}

/** The files of secrets/cluster with such a name, whatever they hold. */
export function secretPaths(ending: RegExp): string[] {
  return entries()
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => ending.test(path))
    .sort();
}

/** None on the first day; whatever else stands in the folder's place is no empty folder. */
function entries(): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function read(file: string): SopsSecret {
  try {
    const content = load(readFileSync(file, "utf8"));
    return content !== null && typeof content === "object" ? content : {};
  } catch {
    return {};
  }
}

function isSecretOf({ kind, metadata, sops }: SopsSecret, namespace: string, name: string): boolean {
  return kind === "Secret" && metadata?.name === name && metadata.namespace === namespace && typeof sops === "object";
}
