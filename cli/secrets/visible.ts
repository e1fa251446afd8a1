import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

/** What can be read of a credential without the age key: SOPS leaves names in the clear. */
export interface VisibleCredential {
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly keys: readonly string[];
  /** The day on which its certificate ends, as `YYYY-MM-DD`; undefined where it has none. */
  readonly ends: string | undefined;
}

interface SopsSecret {
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly stringData?: Readonly<Record<string, unknown>>;
}

const folder = "secrets/cluster";

/** Every credential in secrets/cluster by its name; a file that is no Secret is passed over, `apply` names it. */
export function visibleCredentials(): ReadonlyMap<string, VisibleCredential> {
  const found = new Map<string, VisibleCredential>();
  for (const { metadata, stringData } of secretFiles().map(read)) {
    if (!metadata?.name || !metadata.namespace) continue;
    const known = found.get(metadata.name);
    found.set(metadata.name, {
      name: metadata.name,
      namespaces: [...(known?.namespaces ?? []), metadata.namespace].sort(),
      keys: Object.keys(stringData ?? {}),
      ends: metadata.annotations?.["mk360.de/ends"],
    });
  }
  return found;
}

function secretFiles(): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => path.endsWith(".yaml"));
}

function read(file: string): SopsSecret {
  try {
    return (load(readFileSync(file, "utf8")) as SopsSecret | null) ?? {};
  } catch {
    return {};
  }
}
