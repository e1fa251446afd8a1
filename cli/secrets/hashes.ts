import { randomBytes } from "node:crypto";
import { argon2id, argon2Verify, bcrypt, bcryptVerify } from "hash-wasm";

/** Every text that is hashed here has 24 random characters or more, so that the cost only has to please the programs that check it. */
const bcryptCost = 10;

/** 64 MiB, three passes, four lanes: the preset of `vaultwarden hash`. */
const argon2Cost = { memorySize: 65540, iterations: 3, parallelism: 4, hashLength: 32 } as const;

/** A bcrypt hash, in the spelling `$2y$` that every reader of an htpasswd file knows. */
export async function bcryptHash(password: string): Promise<string> {
  const hash = await bcrypt({ password, salt: randomBytes(16), costFactor: bcryptCost, outputType: "encoded" });
  return hash.replace(/^\$2[aby]\$/, "$2y$");
}

/** An argon2id hash as a PHC string. */
export function argon2Hash(password: string): Promise<string> {
  return argon2id({ password, salt: randomBytes(32), ...argon2Cost, outputType: "encoded" });
}

/** Whether `hash`, of either kind, is one of `password`; false also for what is no hash. */
export async function isHashOf(password: string, hash: string): Promise<boolean> {
  try {
    return hash.startsWith("$argon2") ? await argon2Verify({ password, hash }) : await bcryptVerify({ password, hash });
  } catch {
    return false;
  }
}
