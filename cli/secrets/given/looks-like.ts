import { statSync } from "node:fs";
import { homedir } from "node:os";

/** What people give in place of something else, each by how it begins; none of it repeats the value. */
const known: readonly (readonly [begins: RegExp, words: string])[] = [
  [/^-----BEGIN (?:SSH2? )?(?:RSA )?PUBLIC KEY-----|^---- BEGIN SSH2 PUBLIC KEY/, "a public key"],
  [/^-----BEGIN OPENSSH PRIVATE KEY-----/, "a private SSH key"],
  [/^-----BEGIN (?:\w+ )*PRIVATE KEY-----/, "a private key in PEM"],
  [/^-----BEGIN CERTIFICATE-----/, "a certificate in PEM"],
  [/^-----BEGIN PGP /, "something of PGP"],
  [/^(?:ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)\S+ AAAA/, "a public SSH key"],
  [/^PuTTY-User-Key-File/, "a key of PuTTY"],
  [/^AGE-SECRET-KEY-/, "an age key"],
  [/^age1[0-9a-z]+$/, "the public half of an age key"],
  [/^(?:<!doctype|<html|<\?xml)/i, "a page of a website"],
  [/^(?:Bearer|Token) \S/i, "a header of HTTP"],
  [/^[A-Z][A-Z0-9_]*=\S/, "a variable with its name"],
  [/^\{[\s\S]*\}$/, "JSON"],
  [/^https?:\/\/\S+$/, "the address of a website"],
];

/** What a text is at first sight; undefined where it could be anything. */
export function looksLike(text: string): string | undefined {
  const words = known.find(([begins]) => begins.test(text.trimStart()))?.[1];
  return words ?? (isPath(text.trim()) ? "the path of a file" : undefined);
}

/** A path alone: one that leads to a file here, or that nobody would take for anything else. */
export function isPath(text: string): boolean {
  if (text.includes("\n") || !/^(?:~|\.{1,2})?[/\\]|^[A-Za-z]:[/\\]/.test(text)) return false;
  return /\.(?:pem|key|pub|pfx|p12|txt|ya?ml|ppk)$|[/\\]id_(?:rsa|ed25519|ecdsa|dsa)$/i.test(text) || leadsToFile(text);
}

function leadsToFile(path: string): boolean {
  return statSync(path.replace(/^~(?=[/\\])/, homedir()), { throwIfNoEntry: false })?.isFile() ?? false;
}
