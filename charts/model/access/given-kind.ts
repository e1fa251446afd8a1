/** Where config.yaml names an account of mail. */
export type MailAccount = "mail" | "mailArchive" | "invoices.inbox";

/** What a value of the owner's is. It is read as that when it is entered, because its program would say so only later. */
export type GivenKind =
  | { readonly is: "password" }
  | { readonly is: "mail password"; readonly account: MailAccount }
  | { readonly is: "token"; readonly pattern: string; readonly looks: string }
  | { readonly is: "SSH private key" }
  | { readonly is: "known hosts"; readonly target: "copyWeekly" | "copyMonthly" }
  | { readonly is: "PFX"; readonly passphrase: string }
  | { readonly is: "PFX passphrase"; readonly pfx: string };

/** One line that its program takes as it stands. */
export const password: GivenKind = { is: "password" };
/** The password of an account that config.yaml names; Google's servers take none but an app password. */
export const mailPassword = (account: MailAccount): GivenKind => ({ is: "mail password", account });
/** One word of a form that its maker has fixed, `looks` in words. */
export const token = (pattern: RegExp, looks: string): GivenKind => ({ is: "token", pattern: pattern.source, looks });
/** A private key without a passphrase, as OpenSSH reads it: nobody is there to type one at night. */
export const sshPrivateKey: GivenKind = { is: "SSH private key" };
/** Lines of a known-hosts file, one at least for the host of this target in config.yaml. */
export const knownHosts = (target: "copyWeekly" | "copyMonthly"): GivenKind => ({ is: "known hosts", target });
/** A PFX file in Base64 with an RSA key and RSA certificates, opened by another key of the same credential. */
export const pfxWithRsaKey = (passphrase: string): GivenKind => ({ is: "PFX", passphrase });
/** What opens the PFX file in another key of the same credential. */
export const passphraseOf = (pfx: string): GivenKind => ({ is: "PFX passphrase", pfx });

/** The other key of the same credential that a kind cannot be judged without. */
export function companionOf(kind: GivenKind): string | undefined {
  if (kind.is === "PFX") return kind.passphrase;
  return kind.is === "PFX passphrase" ? kind.pfx : undefined;
}
