import type { CredentialKey } from "./credential";

/** What stands behind a password: something that the owner adds at his first login, or why nothing can. */
export type SecondFactor = { readonly kind: "by hand"; readonly how: string } | { readonly kind: "none"; readonly why: string };

/** Who may do everything behind a site. */
export interface Administrator {
  /** The key that holds his name, or `contact` where it is that address of config.yaml. Default: the password alone opens it. */
  readonly name?: CredentialKey | "contact";
  readonly password: CredentialKey;
  /** How he comes to be, as in "n8n takes him from its settings at each start". */
  readonly comes: string;
  readonly secondFactor: SecondFactor;
}

/** A second factor that the owner adds himself, and where in the program. */
export const byHand = (how: string): SecondFactor => ({ kind: "by hand", how });
/** No second factor, and why. */
export const noSecondFactor = (why: string): SecondFactor => ({ kind: "none", why });
