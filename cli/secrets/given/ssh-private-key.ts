import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { looksLike } from "./looks-like";
import { joined, Wire } from "./wire";
import type { WrongValue } from "./wrong-value";

const allowed = "a private SSH key without a passphrase, from its BEGIN line to its END line: ed25519, RSA or ECDSA";
const anew = "make one with ssh-keygen -t ed25519 -N '' -f storage-box, give storage-box.pub to the other side and storage-box here";
const whole = "take the whole file that ssh-keygen wrote, the one without .pub";

const curves: Readonly<Record<string, string>> = { nistp256: "prime256v1", nistp384: "secp384r1", nistp521: "secp521r1" };

/** What is wrong with a private key, found without a connection. */
export function faultOfSshKey(text: string): WrongValue | undefined {
  const [, label = ""] = /^-----BEGIN ([A-Z0-9 ]+)-----\n[\s\S]+\n-----END \1-----\n$/.exec(text) ?? [];
  if (!/^(?:[A-Z0-9]+ )*PRIVATE KEY$/.test(label)) return objection(looksLike(text) ?? "no private key", fixFor(text));
  try {
    return label === "OPENSSH PRIVATE KEY" ? faultOfOpenSsh(bytesOf(text)) : faultOfPem(label, text);
  } catch {
    return objection("a private key that is damaged", whole);
  }
}

function faultOfOpenSsh(bytes: Buffer): WrongValue | undefined {
  const wire = new Wire(bytes);
  if (wire.take(15).toString("latin1") !== "openssh-key-v1\0") throw new Error("another format");
  const [cipher, derivation, options] = [wire.text(), wire.text(), wire.text()];
  if (wire.number() !== 1) throw new Error("not one key");
  const open = wire.field();
  const kind = new Wire(open).text();
  if (cipher !== "none") return withPassphrase();
  if (!isKnown(kind)) return wrongKind(kind);
  const inner = new Wire(wire.field());
  const [check, again] = [inner.number(), inner.number()];
  if (derivation !== "none" || options !== "" || check !== again || inner.text() !== kind) throw new Error("damaged");
  const half = publicFields(kind, inner);
  inner.field();
  if (!half || !joined([Buffer.from(kind), ...half]).equals(open) || !isPadding(inner.rest()) || wire.rest().length > 0)
    throw new Error("damaged");
  return undefined;
}

/** The bytes 1, 2, 3 and so on, up to the next multiple of eight. */
function isPadding(bytes: Buffer): boolean {
  return bytes.length < 8 && bytes.every((byte, at) => byte === at + 1);
}

function isKnown(kind: string): boolean {
  return kind === "ssh-ed25519" || kind === "ssh-rsa" || Object.keys(curves).some((curve) => kind === `ecdsa-sha2-${curve}`);
}

/** Reads a secret half; gives the fields of the public one where they belong to it. */
function publicFields(kind: string, wire: Wire): Buffer[] | undefined {
  if (kind === "ssh-rsa") {
    const [n, e, d, inverse, p, q] = Array.from({ length: 6 }, () => wire.field()) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
    return isRsa([n, e, d, inverse, p, q].map((field) => BigInt(`0x${field.toString("hex") || "0"}`))) ? [e, n] : undefined;
  }
  if (kind === "ssh-ed25519") {
    const [open, secret] = [wire.field(), wire.field()];
    return publicHalf(secret.subarray(0, 32)).equals(open) && secret.subarray(32).equals(open) ? [open] : undefined;
  }
  const [curve, point, secret] = [wire.field(), wire.field(), wire.field()];
  const pair = createECDH(curves[curve.toString("latin1")] ?? "");
  pair.setPrivateKey(secret[0] === 0 ? secret.subarray(1) : secret);
  return pair.getPublicKey().equals(point) ? [curve, point] : undefined;
}

function isRsa([n = 0n, e = 0n, d = 0n, inverse = 0n, p = 0n, q = 0n]: readonly bigint[]): boolean {
  return p > 1n && q > 1n && n === p * q && (e * d) % (p - 1n) === 1n && (e * d) % (q - 1n) === 1n && (inverse * q) % p === 1n;
}

/** What stands before the 32 bytes of a private Ed25519 key in PKCS#8 (RFC 8410). */
const ed25519Header = Buffer.from("302e020100300506032b657004220420", "hex");

function publicHalf(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([ed25519Header, seed]), format: "der", type: "pkcs8" });
  return Buffer.from(createPublicKey(key).export({ format: "jwk" }).x ?? "", "base64url");
}

function faultOfPem(label: string, text: string): WrongValue | undefined {
  if (label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type: 4,ENCRYPTED$/m.test(text)) return withPassphrase();
  if (!["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"].includes(label)) return wrongKind(label);
  const key = createPrivateKey(text);
  return isForSsh(key) ? undefined : wrongKind(key.asymmetricKeyType ?? "unknown");
}

function isForSsh({ asymmetricKeyType: kind, asymmetricKeyDetails: details }: KeyObject): boolean {
  return kind === "rsa" || kind === "ed25519" || (kind === "ec" && Object.values(curves).includes(details?.namedCurve ?? ""));
}

function bytesOf(pem: string): Buffer {
  return Buffer.from(pem.split("\n").slice(1, -2).join(""), "base64");
}

function fixFor(text: string): string {
  if (text.startsWith("PuTTY-User-Key-File")) return "turn it round: puttygen KEY.ppk -O private-openssh -o KEY, without a passphrase";
  const known = looksLike(text);
  if (known === "the path of a file") return "put the text of that file here, or give the path when mk360 secrets init asks for a file";
  return whole;
}

function withPassphrase(): WrongValue {
  return objection(
    "a private key with a passphrase, which nobody types at night",
    `${anew}; or take the passphrase off a copy: ssh-keygen -p -N '' -f COPY`,
  );
}

function wrongKind(kind: string): WrongValue {
  return objection(`a private key of the kind ${kind}`, anew);
}

function objection(value: string, fix: string): WrongValue {
  return { value, allowed, fix };
}
