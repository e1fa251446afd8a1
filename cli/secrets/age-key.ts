import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { Refusal } from "../../charts/config/refusal";

/** Where sops looks for it by itself. */
export function ageKeyFile(): string {
  if (process.env.SOPS_AGE_KEY_FILE) return process.env.SOPS_AGE_KEY_FILE;
  const mac = process.platform === "darwin" ? join(homedir(), "Library/Application Support") : undefined;
  return join(process.env.XDG_CONFIG_HOME ?? mac ?? join(homedir(), ".config"), "sops/age/keys.txt");
}

/** The key for the cluster, beside the owner's: it opens what Flux applies, and not the authority's key. */
export function fluxKeyFile(): string {
  return join(dirname(ageKeyFile()), "mk360-flux.agekey");
}

/** Makes a key when there is none, readable for its owner alone. Returns the recipient, which is no secret. */
export async function ensureAgeKey(file: string): Promise<{ readonly recipient: string; readonly made: boolean }> {
  if (existsSync(file)) return { recipient: await recipientIn(file), made: false };
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `# created: ${new Date().toISOString()}\n# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: "wx" });
  return { recipient, made: true };
}

/** @throws Refusal when the file cannot be read, or holds no age key. */
async function recipientIn(file: string): Promise<string> {
  try {
    const identity = readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim())
      .find((line) => line.startsWith("AGE-SECRET-KEY-"));
    if (identity === undefined) throw new Error("no line begins with AGE-SECRET-KEY-");
    return await identityToRecipient(identity);
  } catch (error) {
    throw new Refusal(file, [
      {
        where: "",
        value: error instanceof Error ? error.message : String(error),
        allowed: "a file with an age key, as age-keygen writes it",
        fix: "bring the key back from where you keep it, or point SOPS_AGE_KEY_FILE to it",
      },
    ]);
  }
}
