import { looksLike } from "./looks-like";
import type { WrongValue } from "./wrong-value";

/** Where Google's own servers answer; they take an app password and never the account's own. */
const google = /(?:^|\.)(?:gmail|googlemail)\.com$/;

/** Google shows an app password in four groups, and its page puts blanks between them that are no part of it. */
const groups = /^[a-z]{4}(?:\s+[a-z]{4}){3}$/;

/** A password of a mail account as its server knows it. */
export function withoutGroups(value: string): string {
  return groups.test(value) ? value.replace(/\s+/g, "") : value;
}

/** What is wrong with a password of the account at `host`. */
export function faultOfMailPassword(value: string, host: string): WrongValue | undefined {
  if (!google.test(host) || /^[a-z]{16}$/.test(value)) return faultOfPassword(value);
  return {
    value: looksLike(value) ?? "no app password",
    allowed: `an app password of Google, 16 letters, with or without the blanks between its groups: ${host} takes no other`,
    fix: "turn on the two-step login, then make one at myaccount.google.com/apppasswords",
  };
}

/** What is wrong with a line that may hold anything: it is something of which everybody sees that it is no password. */
export function faultOfPassword(value: string): WrongValue | undefined {
  const words = looksLike(value);
  return words === undefined ? undefined : { value: words, allowed: "the password itself", fix: "put the text of the password here" };
}

/** What is wrong with a word that its maker forms in one way. */
export function faultOfToken(value: string, pattern: string, looks: string): WrongValue | undefined {
  if (new RegExp(pattern).test(value)) return undefined;
  return { value: looksLike(value) ?? "of another form", allowed: looks, fix: "copy the token again, alone and as a whole" };
}
