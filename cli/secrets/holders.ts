import { load } from "js-yaml";

/** What sops writes below a text: for whom it is, and how. */
export type Metadata = Readonly<Record<string, unknown>>;

/** A text as sops writes it: what can be read of it without a key. */
export interface Encrypted {
  readonly content: object;
  readonly sops: Metadata;
}

/** Undefined where it is no text that sops has written. */
export function encryptedIn(text: string): Encrypted | undefined {
  const content = parsed(text);
  if (content === null || typeof content !== "object" || !("sops" in content)) return undefined;
  return content.sops !== null && typeof content.sops === "object" ? { content, sops: content.sops as Metadata } : undefined;
}

function parsed(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

/** Each entry with a copy of the data's key, in whatever group and for whatever kind of key. */
export function holdersOf(sops: Metadata): string[] {
  const groups = [sops, ...(Array.isArray(sops.key_groups) ? (sops.key_groups as Metadata[]) : [])];
  return groups.flatMap((group) =>
    Object.values(group ?? {}).flatMap((entries) => (Array.isArray(entries) ? entries.filter(isHolder).map(nameOf) : [])),
  );
}

function isHolder(entry: unknown): entry is Metadata {
  return entry !== null && typeof entry === "object" && "enc" in entry;
}

/** What tells an entry from all others: for age its public key, for PGP its fingerprint, for a cloud the address of its key. */
function nameOf({ enc: _enc, created_at: _made, ...entry }: Metadata): string {
  const texts = Object.values(entry).filter((value): value is string => typeof value === "string" && value !== "");
  // An address may hold the login of its service.
  return withoutComment(texts.join(" ").replace(/\/\/[^/@\s]*@/g, "//"));
}

/** The public half as it is compared: what stands behind an SSH key is its owner's note. */
export function withoutComment(key: string): string {
  return key.startsWith("ssh-") ? key.split(" ").slice(0, 2).join(" ") : key;
}
