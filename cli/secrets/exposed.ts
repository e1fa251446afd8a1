import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { load } from "js-yaml";
import { Refusal, show } from "../../charts/config/refusal";
import { inTheClear } from "./hidden";
import { holdersOf, metadataOf } from "./holders";
import { recipientsOf, strangersIn } from "./recipients";
import { rulesFile } from "./sops-rules";
import { authorityFile, folder } from "./store-files";
import { secretPaths } from "./visible";

/** What whoever has the repository can read of secrets/, and shall not. */
export interface Exposure {
  readonly files: readonly string[];
  readonly what: string;
  /** The next step. */
  readonly fix: string;
}

/**
 * For whom the files stand encrypted, and what of them is not. Without a key of one's own on this computer nobody can be
 * told from a stranger, and only the second is judged.
 * @param named those whom config.yaml names.
 */
export async function exposures(named: readonly string[]): Promise<Exposure[]> {
  const files = [...secretPaths(), join(folder, authorityFile)]
    .filter((path) => existsSync(path))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
  return [...(await forStrangers(files, named)), ...files.flatMap(clearTexts)];
}

interface File {
  readonly path: string;
  readonly text: string;
}

async function forStrangers(files: readonly File[], named: readonly string[]): Promise<Exposure[]> {
  const recipients = await recipientsOf(named).catch(unreadableKeys);
  if (Array.isArray(recipients)) return recipients;
  if (recipients.own.length === 0) return [];
  const readable = new Map<string, string[]>();
  for (const { path, text } of files) {
    const holders = holdersOf(metadataOf(text) ?? {});
    for (const stranger of strangersIn(path.slice(folder.length + 1), holders, recipients)) {
      readable.set(stranger, [...(readable.get(stranger) ?? []), path]);
    }
  }
  return [...readable].map(([stranger, paths]) => ({
    files: paths,
    what: `${stranger} can read ${paths.length === 1 ? paths[0] : `${paths.length} files, the first of them ${paths[0]}`}, and nobody has named it`,
    fix: `where it is a key of yours or that of Flux, which this computer may not have, add it to secrets.recipients; else remove it from ${rulesFile}, and make anew what it could read: ${rotations(paths)}`,
  }));
}

/** A key that is broken is no reason to show nothing. */
function unreadableKeys(error: unknown): Exposure[] {
  if (!(error instanceof Refusal)) throw error;
  return error.faults.map(({ value, fix }) => ({
    files: [],
    what: `who can read secrets/ was not judged: ${error.source} is ${show(value)}`,
    fix,
  }));
}

function clearTexts({ path, text }: File): Exposure[] {
  if (metadataOf(text) === undefined) return [];
  const shown = inTheClear(load(text) as object);
  if (shown.length === 0) return [];
  return [
    {
      files: [path],
      what: `${path} shows ${shown.join(", ")} in the clear`,
      fix: `git checkout -- ${path}, where Git has it encrypted; else take ${rulesFile} back as it was, and make anew what was shown: ${rotations([path])}`,
    },
  ];
}

/** By credential, which is one value in every namespace. */
function rotations(paths: readonly string[]): string {
  const names = paths.map((path) => (path === join(folder, authorityFile) ? "internal-ca" : basename(path, ".yaml")));
  const [first = "", ...more] = [...new Set(names)];
  return more.length === 0 ? `mk360 secrets rotate ${first}` : `mk360 secrets rotate, for each of ${[first, ...more].join(", ")}`;
}
