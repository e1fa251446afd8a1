import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { Refusal } from "../../charts/config/refusal";
import { ownLifetime } from "../../charts/model/time/certificate-lifetime";
import type { Span } from "../../charts/values/span";

x509.cryptoProvider.set(webcrypto);

/** A certificate and its private key, both in PEM and ending with the end of a line. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Clocks of two machines are never quite the same. */
const backdated = 5 * 60 * 1000;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const subject = "CN=mk360 internal authority";

/** The internal certificate authority: its certificate goes into the cluster, its key never does. */
export class Authority {
  private constructor(
    readonly pair: KeyPair,
    private readonly parsed: x509.X509Certificate,
    private readonly signingKey: webcrypto.CryptoKey,
  ) {}

  static async create(now: Date): Promise<Authority> {
    const keys = (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
    return Authority.sign(keys, now);
  }

  /** @throws Refusal when the two are no certificate authority or do not belong together. */
  static async read({ certificate, key }: KeyPair, file: string): Promise<Authority> {
    try {
      const parsed = new x509.X509Certificate(certificate);
      const signingKey = await webcrypto.subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(key), algorithm, true, ["sign"]);
      const proof = new X509Certificate(certificate);
      if (!proof.ca || !proof.checkPrivateKey(createPrivateKey(key))) throw new Error("the key is not the certificate's");
      return new Authority({ certificate, key }, parsed, signingKey as webcrypto.CryptoKey);
    } catch (error) {
      throw new Refusal(file, [
        {
          where: "ca.crt and ca.key",
          value: error instanceof Error ? error.message : String(error),
          allowed: "the certificate and the key of the internal authority, as mk360 secrets init made them",
          fix: "take the committed version of the file back",
        },
      ]);
    }
  }

  /** The same authority with new dates: what it has signed stays valid, because its key and its name stay. */
  async renewed(now: Date): Promise<Authority> {
    return Authority.sign({ privateKey: this.signingKey, publicKey: (await this.parsed.publicKey.export()) as webcrypto.CryptoKey }, now);
  }

  /** A certificate for servers and for clients, with a key of its own. */
  async issue(names: readonly string[], now: Date): Promise<KeyPair> {
    const keys = (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: `CN=${names[0]}`,
      issuer: this.parsed.subject,
      ...validity(now, ownLifetime.leaf),
      signingKey: this.signingKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension(names.map((name) => ({ type: "dns", value: name }))),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(this.parsed.publicKey),
      ],
    });
    return { certificate: lines(certificate.toString("pem")), key: await exported(keys.privateKey) };
  }

  /** Whether `pair` is a certificate of this authority for exactly `names`, with the key that belongs to it. */
  hasIssued({ certificate, key }: KeyPair, names: readonly string[]): boolean {
    try {
      const found = new X509Certificate(certificate);
      return (
        found.verify(new X509Certificate(this.pair.certificate).publicKey) &&
        found.checkPrivateKey(createPrivateKey(key)) &&
        found.subjectAltName === names.map((name) => `DNS:${name}`).join(", ")
      );
    } catch {
      return false;
    }
  }

  private static async sign(keys: webcrypto.CryptoKeyPair, now: Date): Promise<Authority> {
    const parsed = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serial(),
      name: subject,
      ...validity(now, ownLifetime.authority),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new Authority({ certificate: lines(parsed.toString("pem")), key: await exported(keys.privateKey) }, parsed, keys.privateKey);
  }
}

/** When a certificate ends; a text that is none counts as ended long ago, so that it is renewed. */
export function expiryOf(certificate: string): Date {
  try {
    return new Date(new X509Certificate(certificate).validTo);
  } catch {
    return new Date(0);
  }
}

/** Whether it ends within the time in which mk360 warns. */
export function endsSoon(certificate: string, now: Date): boolean {
  return expiryOf(certificate).getTime() - now.getTime() < ownLifetime.warning.seconds * 1000;
}

function validity(now: Date, span: Span): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - backdated), notAfter: new Date(now.getTime() + span.seconds * 1000) };
}

/** Positive, 16 bytes, unique by chance; RFC 5280, section 4.1.2.2. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

async function exported(key: webcrypto.CryptoKey): Promise<string> {
  return lines(x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY"));
}

function lines(pem: string): string {
  return `${pem.trimEnd()}\n`;
}
