import * as crypto from "node:crypto";
import { argon2Verify } from "hash-wasm";

const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Whether this is the password of an argon2id hash. Node's own way gives its 64 MiB back at once, which a pod of 128 MiB
 * needs; older ones have none.
 */
export async function isPassword(password, hash) {
  if (!crypto.argon2Sync) return argon2Verify({ password, hash });
  const [, memory, passes, parallelism, nonce, tag] = parts.exec(hash) ?? [];
  const wanted = Buffer.from(tag ?? "", "base64");
  const found = crypto.argon2Sync("argon2id", {
    message: password,
    nonce: Buffer.from(nonce ?? "", "base64"),
    ...{ memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), tagLength: wanted.length },
  });
  return found.equals(wanted);
}
