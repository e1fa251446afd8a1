import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { poly1305 } from "@noble/ciphers/_poly1305.js";

/** A key file of a restic repository (restic's design document, "Keys, Encryption and MAC"). */
interface KeyFile {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly data: string;
}

const least = { N: 2, r: 1, p: 1 };

/**
 * Locks a repository anew with the same password and the least work that scrypt knows. Each restic command pays for the
 * password once, which is right against a thief and most of the time that a test takes.
 */
export function quicken(repository: string, passwordFile: string): void {
  const password = readFileSync(passwordFile, "utf8").trim();
  const folder = join(repository, "keys");
  for (const name of readdirSync(folder)) {
    const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as KeyFile;
    if (file.N === least.N) continue;
    const cheap = { ...file, ...least };
    const master = opened(Buffer.from(file.data, "base64"), userKey(password, file));
    const text = JSON.stringify({ ...cheap, data: sealed(master, userKey(password, cheap)).toString("base64") });
    // restic names a key file by its content.
    writeFileSync(join(folder, createHash("sha256").update(text).digest("hex")), text, { mode: 0o400 });
    rmSync(join(folder, name));
  }
}

interface UserKey {
  readonly cipher: Buffer;
  readonly k: Buffer;
  readonly r: Buffer;
}

function userKey(password: string, { N, r, p, salt }: KeyFile): UserKey {
  const bytes = scryptSync(password, Buffer.from(salt, "base64"), 64, { N, r, p, maxmem: 1 << 30 });
  return { cipher: bytes.subarray(0, 32), k: bytes.subarray(32, 48), r: bytes.subarray(48) };
}

function opened(sealedText: Buffer, key: UserKey): Buffer {
  const [iv, text, mac] = [sealedText.subarray(0, 16), sealedText.subarray(16, -16), sealedText.subarray(-16)];
  if (!macOf(text, iv, key).equals(mac)) throw new Error("wrong password for the key file");
  return createDecipheriv("aes-256-ctr", key.cipher, iv).update(text);
}

function sealed(plain: Buffer, key: UserKey): Buffer {
  const iv = randomBytes(16);
  const text = createCipheriv("aes-256-ctr", key.cipher, iv).update(plain);
  return Buffer.concat([iv, text, macOf(text, iv, key)]);
}

/** Poly1305-AES, with the initial vector as its nonce. */
function macOf(text: Buffer, iv: Buffer, { k, r }: UserKey): Buffer {
  const s = createCipheriv("aes-128-ecb", k, null).setAutoPadding(false).update(iv);
  return Buffer.from(poly1305(text, Buffer.concat([r, s])));
}
