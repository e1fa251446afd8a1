import "reflect-metadata";
import { randomBytes, type webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { algorithm, day, newKeys, pemOf } from "../../support/certificates";

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** Vouches for the cluster's own servers and clients, and for the hosts of the bed's internet. */
export class Authority {
  private constructor(
    private readonly own: X509Certificate,
    private readonly keys: webcrypto.CryptoKeyPair,
    private readonly pemOfKey: string,
  ) {}

  static async make(): Promise<Authority> {
    const keys = await newKeys();
    const own = await X509CertificateGenerator.createSelfSigned({
      serialNumber: serial(),
      name: "CN=the test cluster",
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 30 * day),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    });
    return new Authority(own, keys, await pemOf(keys.privateKey));
  }

  get pair(): Pair {
    return { certificate: this.own.toString("pem"), key: this.pemOfKey };
  }

  /** For a server under these names and addresses, or for a client that is called so. */
  async sign(
    subject: string,
    { names = [], addresses = [] }: { names?: readonly string[]; addresses?: readonly string[] } = {},
  ): Promise<Pair> {
    const keys = await newKeys();
    const others = [
      ...names.map((value) => ({ type: "dns" as const, value })),
      ...addresses.map((value) => ({ type: "ip" as const, value })),
    ];
    const leaf = await X509CertificateGenerator.create({
      serialNumber: serial(),
      subject,
      issuer: this.own.subject,
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 29 * day),
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(false),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        ...(others.length > 0 ? [new SubjectAlternativeNameExtension(others)] : []),
      ],
    });
    return { certificate: leaf.toString("pem"), key: await pemOf(keys.privateKey) };
  }
}

/** Positive, which the first bit says. */
const serial = (): string => `01${randomBytes(8).toString("hex")}`;
