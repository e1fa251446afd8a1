import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { type Fault, Refusal } from "../../charts/config/refusal";
import { ageKeyFile, fluxKeyFile, recipientsIn } from "./age-key";
import { rulesFile } from "./sops-rules";
import { isSecretFile } from "./store-files";

/** Who may read what is encrypted now. */
export interface Recipients {
  /** This computer's own key, Flux' key, and those that config.yaml names. */
  readonly known: ReadonlySet<string>;
  /** Flux' key, where it lies on this computer: without it the cluster cannot read what it applies. */
  readonly flux: readonly string[];
}

export async function recipientsOf(named: readonly string[]): Promise<Recipients> {
  const flux = await recipientsIn(fluxKeyFile());
  return { known: new Set([...(await recipientsIn(ageKeyFile())), ...flux, ...named]), flux };
}

/**
 * .sops.yaml alone says for whom sops encrypts, and a careless merge can change it.
 * @param path of the text below secrets/.
 * @throws Refusal naming each recipient of an encrypted text whom nobody has named, or Flux' key where it is missing.
 */
export function refuseOthers(path: string, text: string, { known, flux }: Recipients): void {
  const found = holdersOf(load(text));
  const strangers = found.filter((recipient) => !known.has(recipient));
  const lacking = isSecretFile(path) ? flux.filter((recipient) => !found.includes(recipient)) : [];
  const faults = [...strangers.map(stranger), ...lacking.map(missing)];
  if (faults.length > 0) throw new Refusal(rulesFile, faults);
}

function stranger(recipient: string): Fault {
  return {
    where: lineOf(recipient),
    value: recipient,
    allowed:
      "your own age key on this computer, Flux' key beside it, or a key that secrets.recipients of config.yaml names; nothing was written",
    fix: `where it is a key of yours or that of Flux, which this computer may not have, add it to secrets.recipients; else remove it from ${rulesFile}, and rotate what it could read`,
  };
}

function missing(recipient: string): Fault {
  return {
    where: "creation_rules for secrets/cluster",
    value: `without ${recipient}`,
    allowed: "the key of Flux among those who read secrets/cluster; nothing was written",
    fix: `add it to that rule's age, or take the committed version back: git checkout -- ${rulesFile}`,
  };
}

function lineOf(recipient: string): string {
  const line = readFileSync(rulesFile, "utf8")
    .split("\n")
    .findIndex((text) => text.includes(recipient));
  return line < 0 ? "a recipient" : `line ${line + 1}`;
}

/** Each entry of sops' metadata with a copy of the data's key, in whatever group and for whatever kind of key. */
function holdersOf(content: unknown): string[] {
  const { sops } = content as { readonly sops: Readonly<Record<string, unknown>> };
  const groups = [sops, ...((sops.key_groups ?? []) as Readonly<Record<string, unknown>>[])];
  return groups.flatMap((group) =>
    Object.values(group).flatMap((entries) => (Array.isArray(entries) ? entries.filter(isHolder).map(nameOf) : [])),
  );
}

function isHolder(entry: unknown): entry is Readonly<Record<string, unknown>> {
  return entry !== null && typeof entry === "object" && "enc" in entry;
}

/** What tells an entry from all others: for age its public key, for PGP its fingerprint, for a cloud the address of its key. */
function nameOf({ enc: _enc, created_at: _made, ...entry }: Readonly<Record<string, unknown>>): string {
  return Object.values(entry)
    .filter((value) => typeof value === "string" && value !== "")
    .join(" ");
}
