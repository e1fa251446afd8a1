import { X509Certificate } from "node:crypto";
import forge from "node-forge";
import { isPath, looksLike } from "./looks-like";
import type { WrongValue } from "./wrong-value";

const allowed =
  "a PFX file in Base64 with an RSA key of 2048 bits or more and RSA certificates, one of which is the key's: OpenSign signs with nothing else";
const again =
  "export it again: openssl pkcs12 -export -inkey key.pem -in certificate.pem -out signing.pfx, with a passphrase; then base64 signing.pfx";

/** Base64 on one line, however it was wrapped, and without the lines that some programs put around it; else the text. */
export function unwrapped(text: string): string {
  const bare = text.replace(/^-----(?:BEGIN|END) PKCS12-----$/gm, "");
  return /^[A-Za-z0-9+/=\s]*$/.test(bare) ? bare.replace(/\s+/g, "") : text.trim();
}

/** What is wrong with a PFX file in Base64; what lies locked in it is judged when its passphrase is known. */
export function faultOfPfx(base64: string, passphrase: string | undefined): WrongValue | undefined {
  const content = contentOf(base64);
  if (!("structure" in content)) return content;
  if (passphrase === undefined) return undefined;
  const bags = opened(content.structure, passphrase);
  return bags === "locked" ? undefined : faultOfBags(bags);
}

/** What is wrong with the passphrase of a PFX file; nothing where the file itself is at fault. */
export function faultOfPassphrase(passphrase: string, base64: string | undefined): WrongValue | undefined {
  const content = base64 === undefined ? undefined : contentOf(base64);
  if (content === undefined || !("structure" in content) || opened(content.structure, passphrase) !== "locked") return undefined;
  return {
    value: "another one than the PFX file's",
    allowed: "the passphrase that opens the PFX file",
    fix: "try it: openssl pkcs12 -info -noout -in signing.pfx; a lost one cannot be found again, so export the file anew",
  };
}

interface Bags {
  readonly keys: readonly forge.pkcs12.Bag[];
  readonly certificates: readonly forge.pkcs12.Bag[];
}

/** The library is the one with which OpenSign itself opens the file, so that it can do no more and no less. */
function opened(structure: forge.asn1.Asn1, passphrase: string): Bags | "locked" {
  try {
    const pfx = forge.pkcs12.pkcs12FromAsn1(structure, false, passphrase);
    const of = (bagType: string | undefined) => pfx.getBags({ bagType: bagType ?? "" })[bagType ?? ""] ?? [];
    return { keys: of(forge.pki.oids.pkcs8ShroudedKeyBag), certificates: of(forge.pki.oids.certBag) };
  } catch (error) {
    if (/MAC could not be verified/.test(error instanceof Error ? error.message : "")) return "locked";
    return { keys: [], certificates: [] };
  }
}

function faultOfBags({ keys, certificates }: Bags): WrongValue | undefined {
  const key = keys[0]?.key;
  if (!key) return objection("without an encrypted RSA key");
  if (certificates.length === 0) return objection("without a certificate");
  if (certificates.some(({ cert }) => !cert)) return objection("with a certificate that is not RSA");
  if (key.n.bitLength() < 2048) return objection(`with an RSA key of ${key.n.bitLength()} bits`);
  const own = certificates.find(({ cert }) => cert && (cert.publicKey as forge.pki.rsa.PublicKey).n.equals(key.n))?.cert;
  if (!own) return objection("with a key that belongs to none of its certificates");
  return faultOfTime(new X509Certificate(forge.pki.certificateToPem(own)));
}

function faultOfTime({ validFrom, validTo }: X509Certificate): WrongValue | undefined {
  const [from, to, now] = [new Date(validFrom), new Date(validTo), new Date()];
  if (to < now)
    return objection(`with a certificate that ended on ${day(to)}`, "have it renewed by whoever gave it, and enter the new file");
  return from > now ? objection(`with a certificate that begins on ${day(from)}`, "enter it on that day") : undefined;
}

function contentOf(text: string): { readonly structure: forge.asn1.Asn1 } | WrongValue {
  const words = looksLike(text);
  if (words !== undefined) return objection(words, isPath(text) ? "put the output of base64 FILE here" : again);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return objection("no Base64");
  const bytes = Buffer.from(text, "base64");
  const inner = looksLike(bytes.subarray(0, 4096).toString("latin1"));
  if (inner !== undefined) return objection(`${inner}, in Base64`);
  try {
    const structure = forge.asn1.fromDer(bytes.toString("latin1"), true);
    // Version 3 of RFC 7292 comes first in every PFX.
    const [version] = structure.value as forge.asn1.Asn1[];
    if (version?.type !== forge.asn1.Type.INTEGER || version.value !== "\x03") throw new Error("another structure");
    return { structure };
  } catch {
    return objection("something else than a whole PFX file, in Base64");
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function objection(value: string, fix = again): WrongValue {
  return { value, allowed, fix };
}
