import { Refusal } from "../../charts/config/refusal";
import type { SecretEntry } from "../../charts/facts/secrets";
import type { KeyPairKind, Origin } from "../../charts/model/access/credential";
import { keyPairs } from "../keys/key-pairs";
import type { Authority, KeyPair } from "./authority";
import { argon2Hash, bcryptHash, isHashOf } from "./hashes";
import { randomText } from "./random-text";

/** The content of a credential by key. */
export type Values = Readonly<Record<string, string>>;

/** A key that only the owner can fill, and that is empty yet. */
export interface MissingKey {
  readonly credential: string;
  readonly key: string;
  readonly what: string;
  readonly without: string;
}

/** Where values come from. */
export interface Sources {
  readonly authority: Authority;
  readonly now: Date;
  /** What the owner entered for a key, if anything. */
  readonly given: (credential: string, key: string) => string | undefined;
  /** Whether a value that exists is thrown away for a new one. Default: never. */
  readonly replaces?: (key: string, origin: Origin) => boolean;
}

export interface Made {
  readonly values: Values;
  /** Keys whose value is another than before; none for a credential that is new. */
  readonly changed: readonly string[];
  readonly missing: readonly MissingKey[];
}

/**
 * Completes one credential. What exists stays as it is, except what follows from something else: a text, a hash, a
 * composed value and a certificate follow the model and the values that they are made of.
 */
export async function makeCredential(declared: SecretEntry, existing: Values, sources: Sources): Promise<Made> {
  const maker = new Maker(declared, existing, sources);
  return maker.make();
}

type Kind<K extends Origin["kind"]> = Extract<Origin, { kind: K }>;

class Maker {
  private readonly values: Record<string, string> = {};
  private readonly missing: MissingKey[] = [];
  private readonly pairs = new Map<string, Promise<KeyPair>>();
  private readonly privateKeys = new Map<KeyPairKind, Promise<string>>();

  constructor(
    private readonly declared: SecretEntry,
    private readonly existing: Values,
    private readonly sources: Sources,
  ) {}

  async make(): Promise<Made> {
    // What others are made of comes first.
    for (const kinds of [["text", "random", "given", "ca", "certificate", "key pair"], ["htpasswd", "bcrypt", "argon2"], ["composed"]]) {
      for (const [key, origin] of Object.entries(this.declared.keys)) {
        if (!kinds.includes(origin.kind)) continue;
        const value = await this.valueOf(key, origin);
        if (value !== undefined) this.values[key] = value;
      }
    }
    const ordered = Object.keys(this.declared.keys).flatMap((key) => (this.values[key] === undefined ? [] : [[key, this.values[key]]]));
    const before = Object.keys(this.existing).length > 0 ? Object.keys(this.declared.keys) : [];
    return {
      values: Object.fromEntries(ordered) as Values,
      changed: before.filter((key) => this.values[key] !== this.existing[key]),
      missing: this.missing,
    };
  }

  private valueOf(key: string, origin: Origin): Promise<string | undefined> | string | undefined {
    switch (origin.kind) {
      case "text":
        return origin.text;
      case "random":
        return this.kept(key, origin) ?? randomText(origin.characters);
      case "given":
        return this.given(key, origin);
      case "ca":
        return this.sources.authority.pair.certificate;
      case "certificate":
        return this.certificate(origin);
      case "key pair":
        return this.keyPair(key, origin);
      case "bcrypt":
        return this.hash(key, origin.password, "", bcryptHash);
      case "argon2":
        return this.hash(key, origin.password, "", argon2Hash);
      case "htpasswd":
        return this.hash(key, origin.password, `${origin.user}:`, bcryptHash);
      case "composed":
        return this.composed(origin);
    }
  }

  private kept(key: string, origin: Origin): string | undefined {
    return this.sources.replaces?.(key, origin) ? undefined : this.existing[key];
  }

  private given(key: string, origin: Kind<"given">): string | undefined {
    const { name } = this.declared;
    const value = this.kept(key, origin) ?? this.sources.given(name, key);
    if (value === undefined) this.missing.push({ credential: name, key, what: origin.what, without: origin.without });
    return value;
  }

  /** Certificate and key are one pair, although they are two keys of the credential. */
  private async certificate(origin: Kind<"certificate">): Promise<string> {
    const id = origin.names.join(" ");
    const pair = this.pairs.get(id) ?? this.pairFor(origin);
    this.pairs.set(id, pair);
    return (await pair)[origin.part];
  }

  private async pairFor(origin: Kind<"certificate">): Promise<KeyPair> {
    const { authority, now } = this.sources;
    const find = (part: keyof KeyPair) =>
      Object.entries(this.declared.keys).find(
        ([, other]) => other.kind === "certificate" && other.part === part && other.names.join(" ") === origin.names.join(" "),
      )?.[0];
    const [certificateKey, keyKey] = [find("certificate"), find("key")];
    const certificate = certificateKey && this.kept(certificateKey, origin);
    const key = keyKey && this.kept(keyKey, origin);
    if (certificate && key && authority.hasIssued({ certificate, key }, origin.names)) return { certificate, key };
    return authority.issue(origin.names, now);
  }

  /** The public half always follows from the private one, so that it can be lost. */
  private async keyPair(key: string, { of, part }: Kind<"key pair">): Promise<string> {
    const isPrivate = (other: Origin) => other.kind === "key pair" && other.of === of && other.part === "private";
    const [privateKey, origin] = Object.entries(this.declared.keys).find(([, other]) => isPrivate(other)) ?? [];
    const existing = privateKey && origin ? this.kept(privateKey, origin) : undefined;
    const made = this.privateKeys.get(of) ?? (existing === undefined ? keyPairs[of].make(this.declared.name) : Promise.resolve(existing));
    this.privateKeys.set(of, made);
    if (part === "private") return made;
    try {
      return keyPairs[of].publicOf(await made, this.declared.name);
    } catch {
      throw unreadable(this.declared.name, privateKey ?? key, of);
    }
  }

  private async hash(key: string, from: string, prefix: string, make: (password: string) => Promise<string>): Promise<string | undefined> {
    const password = this.values[from];
    if (password === undefined) return undefined;
    const existing = this.existing[key];
    if (existing?.startsWith(prefix) && (await isHashOf(password, existing.slice(prefix.length).trim()))) return existing;
    return `${prefix}${await make(password)}`;
  }

  private composed({ template }: Kind<"composed">): string | undefined {
    const names = [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? "");
    if (names.some((name) => this.values[name] === undefined)) return undefined;
    return template.replace(/\{([^{}]+)\}/g, (_, name: string) => this.values[name] ?? "");
  }
}

/** A key that cannot be read is not replaced by itself: whoever knows its public half would be locked out. */
function unreadable(credential: string, key: string, of: KeyPairKind): Refusal {
  return new Refusal(credential, [
    {
      where: key,
      value: "something else",
      allowed: `the private half of an ${of} key pair, as mk360 made it`,
      fix: `take the committed version of its files back, or make another pair: mk360 secrets rotate ${credential}`,
    },
  ]);
}
