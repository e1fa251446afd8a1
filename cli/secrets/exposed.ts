import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Refusal, show } from "../../charts/config/refusal";
import { secretsDocument } from "../../charts/facts/secrets";
import type { Stack } from "../../charts/model/stack";
import { groupedBy } from "../../charts/values/order";
import { secretPaths } from "../committed/visible";
import { inTheClear } from "./hidden";
import { type Encrypted, encryptedIn, holdersOf } from "./holders";
import { mendingOf, type Recipients, recipientsOf, strangersIn } from "./recipients";
import { authorityFile, folder } from "./store-files";

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
 */
export async function exposures(stack: Stack): Promise<Exposure[]> {
  const declared = new Set(secretsDocument(stack).credentials.map(({ name }) => name));
  const files = [...secretPaths(/\.ya?ml$/), join(folder, authorityFile)].filter((path) => existsSync(path)).map(readFile);
  const all = [...(await forStrangers(files, stack.config.secrets.recipients)), ...files.flatMap(clearTexts)];
  return all.map(({ files: found, what, fix }) => ({ files: found.map(({ path }) => path), what, fix: fix(anew(found, declared)) }));
}

interface File {
  readonly path: string;
  readonly credential: string;
  readonly isEmpty: boolean;
  /** Undefined where it is not as sops writes it. */
  readonly encrypted: Encrypted | undefined;
}

function readFile(path: string): File {
  const text = readFileSync(path, "utf8");
  return { path, credential: credentialOf(path), isEmpty: text.trim() === "", encrypted: encryptedIn(text) };
}

interface Readable {
  readonly files: readonly File[];
  readonly what: string;
  readonly fix: (anew: string) => string;
}

function credentialOf(path: string): string {
  return path === join(folder, authorityFile) ? "internal-ca" : basename(path).replace(/\.ya?ml$/, "");
}

async function forStrangers(files: readonly File[], named: readonly string[]): Promise<Readable[]> {
  const recipients = await recipientsOf(named).catch(unreadableKeys);
  if (Array.isArray(recipients)) return recipients;
  if (recipients.own.length === 0) return [];
  const readable = files.flatMap((file) => {
    const holders = file.encrypted ? holdersOf(file.encrypted.sops) : [];
    return strangersIn(file.path.slice(folder.length + 1), holders, recipients).map((stranger) => ({ stranger, file }));
  });
  return [...groupedBy(readable, ({ stranger }) => stranger)].map(([stranger, all]) =>
    forStranger(
      stranger,
      all.map(({ file }) => file),
      recipients,
    ),
  );
}

function forStranger(stranger: string, files: readonly File[], recipients: Recipients): Readable {
  const [first] = files;
  return {
    files,
    what: `${stranger} can read ${files.length === 1 ? first?.path : `${files.length} files, the first of them ${first?.path}`}, and shall not`,
    fix: (made) => `${mendingOf(stranger, recipients)}: ${made}`,
  };
}

/** A key that is broken is no reason to show nothing. */
function unreadableKeys(error: unknown): Readable[] {
  if (!(error instanceof Refusal)) throw error;
  return error.faults.map(({ value, fix }) => ({
    files: [],
    what: `who can read secrets/ was not judged: ${error.source} is ${show(value)}`,
    fix: () => fix,
  }));
}

function clearTexts(file: File): Readable[] {
  const { path, isEmpty, encrypted } = file;
  const takeBack = (made: string) => `git checkout -- ${path}, where Git has it encrypted; else ${made}`;
  if (encrypted === undefined) {
    if (isEmpty) return [];
    return [{ files: [file], what: `${path} is not as sops writes it, and can be read by whoever has the repository`, fix: takeBack }];
  }
  const shown = inTheClear(encrypted.content);
  if (shown.length === 0) return [];
  return [{ files: [file], what: `${path} shows ${shown.join(", ")} in the clear`, fix: takeBack }];
}

/** How the values of files come anew, by credential: each is one value in every namespace. */
function anew(files: readonly File[], declared: ReadonlySet<string>): string {
  const isMade = ({ credential }: File) => declared.has(credential);
  const names = [...new Set(files.filter(isMade).map(({ credential }) => credential))];
  const unused = files.filter((file) => !isMade(file)).map(({ path }) => path);
  return [
    ...(names.length === 1 ? [`mk360 secrets rotate ${names[0]}`] : []),
    ...(names.length > 1 ? [`mk360 secrets rotate, for each of ${names.join(", ")}`] : []),
    ...(unused.length > 0 ? [`git rm ${unused.join(" ")}, which nothing uses now`] : []),
  ].join("; ");
}
