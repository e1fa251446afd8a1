import type { Config } from "../../../charts/config/schema";
import type { GivenKind, MailAccount } from "../../../charts/model/access/given-kind";
import { faultOfKnownHosts } from "./known-hosts";
import { faultOfMailPassword, faultOfPassword, faultOfToken, withoutGroups } from "./line";
import { faultOfPassphrase, faultOfPfx, unwrapped } from "./pfx";
import { faultOfSshKey } from "./ssh-private-key";
import type { Surroundings, WrongValue } from "./wrong-value";

type Kind<Is extends GivenKind["is"]> = Extract<GivenKind, { is: Is }>;

/** How one kind of value is asked for, kept and judged. */
interface Way<K> {
  /** Typed on a line, or read from a file that holds it. */
  readonly comes: "typed" | "in a file";
  /** As it is kept: without what copying adds. */
  readonly tidied: (text: string, kind: K) => string;
  /** What is wrong with a tidied text. */
  readonly faultOf: (text: string, kind: K, surroundings: Surroundings) => WrongValue | undefined;
}

const line = { comes: "typed", tidied: (text: string) => text.trim() } as const;
const lines = { comes: "in a file", tidied: (text: string) => `${text.replace(/\r\n/g, "\n").trim()}\n` } as const;

const mailHosts: { readonly [Account in MailAccount]: (config: Config) => string } = {
  mail: ({ mail }) => mail.host,
  mailArchive: ({ mailArchive }) => mailArchive.host,
  "invoices.inbox": ({ invoices }) => invoices?.inbox?.host ?? "",
};

/** Every kind that the model knows: one without a way does not compile. */
export const ways: { readonly [Is in GivenKind["is"]]: Way<Kind<Is>> } = {
  password: { ...line, faultOf: faultOfPassword },
  "mail password": {
    ...line,
    tidied: (text) => withoutGroups(text.trim()),
    faultOf: (text, { account }, { config }) => faultOfMailPassword(text, mailHosts[account](config)),
  },
  token: { ...line, faultOf: (text, { pattern, looks }) => faultOfToken(text, pattern, looks) },
  "SSH private key": { ...lines, faultOf: faultOfSshKey },
  "known hosts": {
    ...lines,
    faultOf: (text, { target }, { config }) => {
      const to = config.backup[target].target;
      return to && faultOfKnownHosts(text, to);
    },
  },
  PFX: {
    comes: "in a file",
    tidied: unwrapped,
    faultOf: (text, { passphrase }, { other }) => faultOfPfx(text, other(passphrase)),
  },
  "PFX passphrase": { ...line, faultOf: (text, { pfx }, { other }) => faultOfPassphrase(text, other(pfx)) },
};

/** The way of one kind, for whoever has any of them. */
export function wayOf(kind: GivenKind): Way<GivenKind> {
  return ways[kind.is] as unknown as Way<GivenKind>;
}
