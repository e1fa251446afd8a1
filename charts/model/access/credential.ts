import { Mistake } from "../mistake";
import { companionOf, type GivenKind } from "./given-kind";

/** How one key of a credential comes to be. */
export type Origin =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "random"; readonly characters: number; readonly lasts?: Lasting }
  | { readonly kind: "htpasswd"; readonly user: string; readonly password: string }
  | { readonly kind: "bcrypt"; readonly password: string }
  | { readonly kind: "argon2"; readonly password: string }
  | { readonly kind: "composed"; readonly template: string }
  | { readonly kind: "ca" }
  | { readonly kind: "certificate"; readonly names: readonly string[]; readonly part: "certificate" | "key" }
  | { readonly kind: "key pair"; readonly of: KeyPairKind; readonly part: "private" | "public" }
  | { readonly kind: "given"; readonly what: string; readonly without: string; readonly of: GivenKind };

/** Why a value stays for good, and what to do where it must go all the same. */
export interface Lasting {
  readonly because: string;
  readonly instead: string;
  /** True where the value stays even then. Default: another one follows it here. */
  readonly staysEvenThen?: boolean;
}

/** Which programs know the pair: RSA of 3072 bits in PEM, ed25519 in OpenSSH's own form, or WireGuard's Base64. */
export type KeyPairKind = "RSA" | "SSH" | "WireGuard";

/** A value that is no secret, such as a user name. */
export const text = (value: string): Origin => ({ kind: "text", text: value });
/** Random letters and digits, safe in every URL and every shell. Default: 40 characters, more than 200 bits. */
export const random = (characters = 40): Origin => ({ kind: "random", characters });
/** The same, for what cannot be changed by putting another value here: why, and the way to do it. */
export const lasting = (characters: number, lasts: Lasting): Origin => ({ kind: "random", characters, lasts });
/** One line of an htpasswd file with the bcrypt hash of another key of the same credential. */
export const htpasswd = (user: string, password: string): Origin => ({ kind: "htpasswd", user, password });
/** The bcrypt hash of another key of the same credential. */
export const bcrypt = (password: string): Origin => ({ kind: "bcrypt", password });
/** The argon2id hash of another key of the same credential. */
export const argon2 = (password: string): Origin => ({ kind: "argon2", password });
/** Other keys of the same credential put into a text: `{password}` stands for the key `password`. */
export const composed = (template: string): Origin => ({ kind: "composed", template });
/** The certificate of the internal authority. */
export const authority: Origin = { kind: "ca" };
/** A certificate of the internal authority for `names`, or its key. */
export const certificate = (part: "certificate" | "key", ...names: string[]): Origin => ({ kind: "certificate", names, part });
/** One half of a key pair; both halves of a kind in one credential belong together. */
export const keyPair = (of: KeyPairKind, part: "private" | "public"): Origin => ({ kind: "key pair", of, part });
/** Only the owner knows it: `what` to enter, what will not work `without` it, and what it is `of` its nature. */
export const given = (what: string, without: string, of: GivenKind): Origin => ({ kind: "given", what, without, of });

/** A key of a credential where a program reads it. */
export interface CredentialKey {
  readonly credential: Credential;
  readonly key: string;
  /** As the variable's own value, or as the path of a file that holds it. */
  readonly as: "value" | "file";
}

/** One secret with one name; every namespace that reads it gets a Secret of that name. */
export class Credential {
  constructor(
    readonly name: string,
    /** What it opens. */
    readonly purpose: string,
    private readonly origins: Readonly<Record<string, Origin>>,
  ) {
    for (const [key, origin] of Object.entries(origins)) {
      const companion = origin.kind === "given" ? companionOf(origin.of) : undefined;
      if (companion !== undefined && !(companion in origins))
        throw new Mistake(`credential ${name}: ${key} is judged together with "${companion}", which is none of its keys`);
    }
  }

  get keys(): Readonly<Record<string, Origin>> {
    return { ...this.origins };
  }

  /** The key's content as a variable, for programs that cannot read a file. */
  value(key: string): CredentialKey {
    return this.reading(key, "value");
  }

  /** The path of a file that holds the key's content. */
  file(key: string): CredentialKey {
    return this.reading(key, "file");
  }

  private reading(key: string, as: "value" | "file"): CredentialKey {
    if (!(key in this.origins)) {
      throw new Mistake(`credential ${this.name} has no key "${key}"; it has ${Object.keys(this.origins).join(", ")}`);
    }
    return { credential: this, key, as };
  }
}

/** True when both read the same key in the same way. */
export function isOf(one: CredentialKey, other: CredentialKey): boolean {
  return one.credential === other.credential && one.key === other.key && one.as === other.as;
}

/** True when one of its values cannot be made again. */
export function isLasting({ keys }: Credential): boolean {
  return Object.values(keys).some((origin) => origin.kind === "random" && origin.lasts !== undefined);
}

/** Where a program finds the keys that it reads as files. */
export function secretPath({ credential, key }: CredentialKey): string {
  return `${secretDirectory(credential)}/${key}`;
}

export function secretDirectory(credential: Credential): string {
  return `/secrets/${credential.name}`;
}

/** The internal certificate authority's certificate: public, but only worth something when it comes from us. */
export const internalAuthority = new Credential("internal-ca", "lets TLS clients check the servers of this stack", { "ca.crt": authority });
