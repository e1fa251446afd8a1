import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";
import type { Config } from "../../charts/config/schema";
import type { SecretEntry } from "../../charts/facts/secrets";
import type { GivenKind } from "../../charts/model/access/given-kind";
import { day } from "./certificates";

const passphrase = "opens the signature";

/** Something real for each key that only the owner knows, by credential and key. */
export function givenValues(credentials: readonly SecretEntry[], config: Config): Record<string, Record<string, string>> {
  const values = credentials.map(({ name, keys }) => {
    const given = Object.entries(keys).flatMap(([key, origin]) =>
      origin.kind === "given" ? [[key, textOf(origin.of, `invented-for-${name}-${key}`, config)]] : [],
    );
    return [name, Object.fromEntries(given)] as const;
  });
  return Object.fromEntries(values.filter(([, keys]) => Object.keys(keys).length > 0));
}

function textOf(kind: GivenKind, line: string, config: Config): string {
  switch (kind.is) {
    case "password":
      return line;
    case "mail password":
      return "abcdefghijklmnop";
    case "token":
      return kind.pattern.startsWith("^sk-") ? `sk-${line}` : "0123456789abcdef0123456789abcdef01234567";
    case "SSH private key":
      return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    case "known hosts":
      return `${nameOf(config, kind.target)} ssh-ed25519 ${hostKey()}\n`;
    case "PFX":
      return signingFile(passphrase).toString("base64");
    case "PFX passphrase":
      return passphrase;
  }
}

function nameOf({ backup }: Config, target: "copyWeekly" | "copyMonthly"): string {
  const { host, port } = backup[target].target ?? { host: "nowhere.example.com", port: 22 };
  return port === 22 ? host : `[${host}]:${port}`;
}

function hostKey(): string {
  const raw = Buffer.from(generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  return Buffer.concat([field(Buffer.from("ssh-ed25519")), field(raw)]).toString("base64");
}

/** A PFX file with an RSA key and its own certificate, as OpenSign signs with. */
export function signingFile(password: string, ends = new Date(Date.now() + 365 * day)): Buffer {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: "pkcs1", format: "pem" }).toString());
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: "spki", format: "pem" }).toString());
  certificate.serialNumber = "01";
  certificate.validity.notBefore = new Date(Date.now() - 400 * day);
  certificate.validity.notAfter = ends;
  certificate.setSubject([{ name: "commonName", value: "signature" }]);
  certificate.setIssuer([{ name: "commonName", value: "signature" }]);
  certificate.sign(key, forge.md.sha256.create());
  const file = forge.pkcs12.toPkcs12Asn1(key, [certificate], password, { algorithm: "aes256" });
  return Buffer.from(forge.asn1.toDer(file).getBytes(), "latin1");
}
