import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { Refusal } from "../../charts/config/refusal";
import { isWithin, refuseOpenMode } from "./private-file";

/** Where sops looks for it by itself; a variable that is empty counts as not set, as it does there. */
export function ageKeyFile(): string {
  if (process.env.SOPS_AGE_KEY_FILE) return process.env.SOPS_AGE_KEY_FILE;
  const home = homedir() || userInfo().homedir;
  const mac = process.platform === "darwin" ? join(home, "Library/Application Support") : undefined;
  return join(process.env.XDG_CONFIG_HOME || mac || join(home, ".config"), "sops/age/keys.txt");
}

/** The key for the cluster, beside the owner's: it opens what Flux applies, and not the authority's key. */
export function fluxKeyFile(): string {
  return join(dirname(ageKeyFile()), "mk360-flux.agekey");
}

/** Makes a key when there is none, readable for its owner alone. Returns the recipient, which is no secret. */
export async function ensureAgeKey(file: string): Promise<{ readonly recipient: string; readonly made: boolean }> {
  refuseInside(file);
  if (existsSync(file)) {
    refuseOpenMode(file, statSync(file));
    return { recipient: await recipientIn(file), made: false };
  }
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `# created: ${new Date().toISOString()}\n# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: "wx" });
  return { recipient, made: true };
}

/** @throws Refusal when the file cannot be read, or holds no age key. */
async function recipientIn(file: string): Promise<string> {
  const [recipient] = await publicHalves(file, readKeys(file));
  if (recipient === undefined) throw noKey(file, "a file in which no line begins with AGE-SECRET-KEY-");
  return recipient;
}

/**
 * The public halves of every key in a file, and for the owner's also of the variable; none where there is no file.
 * @throws Refusal when the file cannot be read, or a key in it.
 */
export async function recipientsIn(file: string): Promise<string[]> {
  const { told, kept } = textsOf(file);
  return [...(await publicHalves("SOPS_AGE_KEY", told)), ...(await publicHalves(file, kept))];
}

/** The owner's own keys on this computer. @throws Refusal when their file cannot be read. */
export function ownIdentities(): string[] {
  const { told, kept } = textsOf(ageKeyFile());
  return [...identitiesOf(told), ...identitiesOf(kept)];
}

function textsOf(file: string): { readonly told: string; readonly kept: string } {
  return {
    told: file === ageKeyFile() ? (process.env.SOPS_AGE_KEY ?? "") : "",
    kept: existsSync(file) ? readKeys(file) : "",
  };
}

const identitiesOf = (text: string) => (text.match(/^\s*AGE-SECRET-KEY-\S+/gm) ?? []).map((identity) => identity.trim());

function readKeys(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw noKey(file, error instanceof Error ? error.message : String(error));
  }
}

async function publicHalves(source: string, text: string): Promise<string[]> {
  try {
    return await Promise.all(identitiesOf(text).map((identity) => identityToRecipient(identity)));
  } catch {
    // What the library says of it repeats the key.
    throw noKey(source, "a key with a wrong letter, or a part of one");
  }
}

function noKey(source: string, value: string): Refusal {
  const otherwise =
    source === fluxKeyFile()
      ? "take the file away and name its public half under secrets.recipients in config.yaml"
      : "point SOPS_AGE_KEY_FILE to it";
  return new Refusal(source, [
    {
      where: "",
      value,
      allowed: "a file with an age key, as age-keygen writes it",
      fix: `bring the key back from where you keep it, or ${otherwise}`,
    },
  ]);
}

/** A key in the repository would be published with it. */
function refuseInside(file: string): void {
  if (!isWithin(process.cwd(), resolve(file))) return;
  throw new Refusal("the age key", [
    {
      where: "its file",
      value: file,
      allowed: "a file outside of the repository, which it opens",
      fix: "set XDG_CONFIG_HOME or SOPS_AGE_KEY_FILE to an absolute path elsewhere, or unset them",
    },
  ]);
}

/** Why sops cannot use the key file, where the file itself says it; undefined where it holds a key, but another one. */
export function faultOfKeyFile(): Refusal | undefined {
  const file = ageKeyFile();
  const refuse = (value: string, fix: string) => new Refusal(file, [{ where: "", value, allowed: "the age key that opens secrets/", fix }]);
  if (process.env.SOPS_AGE_KEY || process.env.SOPS_AGE_KEY_CMD) return undefined;
  const bringBack = "bring it back from where you keep it, or point SOPS_AGE_KEY_FILE to it";
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return refuse("not there", bringBack);
  if (!found.isFile()) return refuse("no file", bringBack);
  try {
    accessSync(file, constants.R_OK);
  } catch {
    return refuse("a file that you may not read", `chmod 600 ${file}, as its owner`);
  }
  const text = readFileSync(file, "utf8");
  if (text.trim() === "") return refuse("empty", bringBack);
  if (!/^AGE-SECRET-KEY-/m.test(text)) {
    return refuse("a file in which no line begins with AGE-SECRET-KEY-", "save it again as plain text, without anything before that word");
  }
  return undefined;
}
