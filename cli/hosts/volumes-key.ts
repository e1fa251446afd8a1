import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { armor, Decrypter, Encrypter } from "age-encryption";
import { Refusal } from "../../charts/config/refusal";
import type { Machine } from "../../charts/model/machine/machine";
import { generationsFile } from "../../charts/output/generations";
import { publishFile } from "../../charts/output/publish";
import { ageKeyFile, ensureAgeKey, ownIdentities, recipientsIn } from "../keys/age-key";

/** Where the key of a machine's volumes lies in the repository, encrypted for the owner alone: the program age opens it too. */
export const volumesKeyFile = (machine: string) => join(dirname(generationsFile), "machines", `${machine}.age`);

export function hasVolumesKey({ name }: Machine): boolean {
  return existsSync(volumesKeyFile(name));
}

/**
 * Makes the key of a machine's volumes, and keeps it before anything is encrypted with it.
 * @throws Refusal when this computer has no age key that it could be kept for.
 */
export async function makeVolumesKey({ name }: Machine): Promise<void> {
  await ensureAgeKey(ageKeyFile());
  const encrypter = new Encrypter();
  for (const recipient of await recipientsIn(ageKeyFile())) encrypter.addRecipient(recipient);
  // 256 bits, in letters that a person can type at the provider's console.
  const text = armor.encode(await encrypter.encrypt(randomBytes(32).toString("hex")));
  const file = volumesKeyFile(name);
  await opened(file, text);
  mkdirSync(dirname(file), { recursive: true });
  publishFile(file, text);
}

/** @throws Refusal when it is not there, or no key of this computer opens it. */
export async function volumesKey({ name }: Machine): Promise<string> {
  const file = volumesKeyFile(name);
  if (!existsSync(file)) throw lostVolumesKey(name);
  return opened(file, readFileSync(file, "utf8"));
}

/** The key of what is encrypted already is not there. */
export function lostVolumesKey(machine: string): Refusal {
  return new Refusal(volumesKeyFile(machine), [
    {
      where: "",
      value: "not there",
      allowed: `the key of the volumes of ${machine}, as mk360 hosts set-up has made it`,
      fix: `take the committed version back: git checkout -- ${volumesKeyFile(machine)}`,
    },
  ]);
}

async function opened(file: string, text: string): Promise<string> {
  const decrypter = new Decrypter();
  for (const identity of ownIdentities()) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(armor.decode(text), "text");
  } catch (error) {
    throw new Refusal(file, [
      {
        where: "",
        value: error instanceof Error ? error.message : String(error),
        allowed: "a file that your age key opens",
        fix: `bring the right key to ${ageKeyFile()}, or take the committed version of the file back`,
      },
    ]);
  }
}
