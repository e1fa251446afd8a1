import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

cryptoProvider.set(webcrypto as unknown as Parameters<typeof cryptoProvider.set>[0]);

export const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
export const day = 86_400_000;

/** A certificate authority that signs for whatever time a test needs. */
export class TestAuthority {
  private constructor(
    private readonly own: X509Certificate,
    private readonly keys: webcrypto.CryptoKeyPair,
  ) {}

  static async make(): Promise<TestAuthority> {
    const keys = await newKeys();
    const own = await X509CertificateGenerator.createSelfSigned({
      name: "CN=internal",
      notBefore: new Date(Date.now() - 1095 * day),
      notAfter: new Date(Date.now() + 3650 * day),
      signingAlgorithm: algorithm,
      keys,
    });
    return new TestAuthority(own, keys);
  }

  get pem(): string {
    return this.own.toString("pem");
  }

  /** A certificate that ends at a time, in PEM; it began three years before. */
  async leaf(ends: Date): Promise<string> {
    const leaf = await X509CertificateGenerator.create({
      subject: "CN=leaf",
      issuer: this.own.subject,
      notBefore: new Date(ends.getTime() - 1095 * day),
      notAfter: ends,
      publicKey: (await newKeys()).publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: algorithm,
    });
    return leaf.toString("pem");
  }
}

/** A certificate of nobody in particular for a host, with its key, both in PEM. */
export async function pairFor(host: string, notBefore: Date, notAfter: Date): Promise<{ certificate: string; key: string }> {
  const keys = await newKeys();
  const own = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${host}`,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: host }])],
  });
  return {
    certificate: own.toString("pem"),
    key: await pemOf(keys.privateKey),
  };
}

export async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

export function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>;
}
