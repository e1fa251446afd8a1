import { readFileSync } from "node:fs";
import { type Fault, Refusal } from "../../charts/config/refusal";
import { ageKeyFile, fluxKeyFile, recipientsIn } from "../keys/age-key";
import { encryptedIn, holdersOf, type Metadata, withoutComment } from "./holders";
import { rulesFile } from "./sops-rules";
import { isSecretFile } from "./store-files";

/** Who may read what is encrypted now, by the public halves of their keys. */
export interface Recipients {
  /** This computer's own keys; none where sops finds its key by a command, or it is of a kind that only sops knows. */
  readonly own: readonly string[];
  /** Flux' key, where it lies on this computer: without it the cluster cannot read what it applies. */
  readonly flux: readonly string[];
  /** Those that config.yaml names. They read secrets/cluster, all of them. */
  readonly named: readonly string[];
}

/** @throws Refusal when a file of keys on this computer holds one that cannot be read. */
export async function recipientsOf(named: readonly string[]): Promise<Recipients> {
  return { own: await recipientsIn(ageKeyFile()), flux: await recipientsIn(fluxKeyFile()), named: named.map(withoutComment) };
}

/**
 * .sops.yaml alone says for whom sops encrypts, and a careless merge can change it.
 * @param path of the text below secrets/.
 * @throws Refusal naming each recipient of an encrypted text whom nobody has named, and each who must be one and is not.
 */
export function refuseOthers(path: string, text: string, recipients: Recipients): void {
  const sops = encryptedIn(text)?.sops ?? {};
  const found = holdersOf(sops);
  const strangers = strangersIn(path, found, recipients);
  const faults = [...strangers.map((holder) => stranger(holder, recipients)), ...lackingIn(path, found, recipients), ...together(sops)];
  if (faults.length > 0) throw new Refusal(rulesFile, faults);
}

/** Those of the holders whom nobody has named. The key of the authority is its owner's: Flux reads what goes into the cluster, and no more. */
export function strangersIn(path: string, found: readonly string[], { own, flux, named }: Recipients): string[] {
  const known = isSecretFile(path) ? [...own, ...flux, ...named] : [...own, ...named].filter((key) => !flux.includes(key));
  return found.filter((holder) => !known.includes(holder));
}

/** What is to be done about a holder of `strangersIn`. */
export function mendingOf(holder: string, { flux }: Recipients): string {
  const rotate = "and rotate what it could read";
  if (flux.includes(holder)) return `remove it from the rule for secrets/authority.yaml, ${rotate}`;
  const isNameable = /^(age1|ssh-)/.test(holder);
  return isNameable
    ? `where it is a key of yours or that of Flux, which this computer may not have, add it to secrets.recipients; else remove it from ${rulesFile}, ${rotate}`
    : `config.yaml can name age and SSH keys alone: remove it from ${rulesFile}, ${rotate}`;
}

function stranger(holder: string, recipients: Recipients): Fault {
  if (recipients.flux.includes(holder)) {
    return {
      where: `${lineOf(holder)}, Flux' key in a rule that is not for secrets/cluster,`,
      value: holder,
      allowed: "your own keys for the key of the authority: with it whoever holds the cluster could make certificates; nothing was written",
      fix: mendingOf(holder, recipients),
    };
  }
  return {
    where: lineOf(holder),
    value: holder,
    allowed:
      "your own age key on this computer, Flux' key beside it, or a key that secrets.recipients of config.yaml names; nothing was written",
    fix: mendingOf(holder, recipients),
  };
}

function lackingIn(path: string, found: readonly string[], { own, flux, named }: Recipients): Fault[] {
  const isCluster = isSecretFile(path);
  const rule = isCluster ? "the rule for secrets/cluster" : "the rule for secrets/authority.yaml";
  const lacking = (keys: readonly string[], whose: string): Fault[] =>
    keys.map((key) => ({
      where: rule,
      value: `without ${key}`,
      allowed: `${whose}, among those who read it; nothing was written`,
      fix: `add it to that rule's age, or take the committed version back: git checkout -- ${rulesFile}`,
    }));
  const absent = (keys: readonly string[]) => keys.filter((key) => !found.includes(key));
  return [
    ...(absent(own).length === own.length ? lacking(own, "your own key") : []),
    ...(isCluster ? lacking(absent(flux), "the key of Flux") : []),
    ...(isCluster ? lacking(absent(named), "each key that secrets.recipients of config.yaml names") : []),
  ];
}

/** Groups of keys open a file together alone, and Flux has one key. */
function together({ key_groups: groups, shamir_threshold: needed }: Metadata): Fault[] {
  if (!Array.isArray(groups) || groups.length < 2) return [];
  return [
    {
      where: "key_groups",
      value: `${groups.length} groups, of which ${needed ?? groups.length} are needed together`,
      allowed: "one group, so that Flux opens a file by itself; nothing was written",
      fix: "write all keys of a rule into its age, with commas",
    },
  ];
}

function lineOf(recipient: string): string {
  const line = readFileSync(rulesFile, "utf8")
    .split("\n")
    .findIndex((text) => text.includes(recipient));
  return line < 0 ? "a recipient" : `line ${line + 1}`;
}
