import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { formatPublicKey, getKeys, PrivateExport } from "micro-key-producer/ssh.js";
import type { KeyPairKind } from "../../charts/model/access/credential";

const generate = promisify(generateKeyPair);

/** How a kind of key pair is made, and how the public half follows from the private one. */
interface Way {
  /** A new private key, in the form in which programs read it. */
  readonly make: (comment: string) => Promise<string>;
  /** @throws Error when the text is no such private key. */
  readonly publicOf: (privateKey: string, comment: string) => string;
}

export const keyPairs: Readonly<Record<KeyPairKind, Way>> = {
  RSA: {
    // The least that the BSI's TR-02102-1 wants from RSA is 3000 bits.
    make: async () => (await generate("rsa", { modulusLength: 3072 })).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicOf: (privateKey) => createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString(),
  },
  SSH: {
    make: async (comment) => getKeys(randomBytes(32), comment).privateKey,
    publicOf: (privateKey, comment) => {
      const [key] = PrivateExport.decode(privateKey).keys;
      if (!key) throw new Error("the file holds no key");
      return `${formatPublicKey(key.pubKey.pubKey, comment)}\n`;
    },
  },
  WireGuard: {
    make: async () => clamped(randomBytes(32)).toString("base64"),
    publicOf: (privateKey) => {
      const bytes = Buffer.from(privateKey, "base64");
      if (bytes.length !== 32) throw new Error(`it has ${bytes.length} bytes instead of 32`);
      const der = Buffer.concat([x25519Header, bytes]);
      const { x = "" } = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" })).export({ format: "jwk" });
      return Buffer.from(x, "base64url").toString("base64");
    },
  },
};

/** What stands before the 32 bytes of a private X25519 key in PKCS#8 (RFC 8410). */
const x25519Header = Buffer.from("302e020100300506032b656e04220420", "hex");

/** The bits that every Curve25519 key has (RFC 7748, section 5), so that it reads as `wg` shows it. */
function clamped(key: Buffer): Buffer {
  key.writeUInt8(key.readUInt8(0) & 248, 0);
  key.writeUInt8((key.readUInt8(31) & 127) | 64, 31);
  return key;
}
