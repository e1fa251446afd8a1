import { pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

// Few, as every request with Basic counts through them, and nothing here is worth guessing.
const rounds = 100;
const derive = (password, salt) => pbkdf2Sync(password, salt, rounds, 32, "sha256");

export function hashed(password) {
  const salt = randomBytes(12).toString("hex");
  return `${salt}$${derive(password, salt).toString("hex")}`;
}

export function isPassword(said, hash) {
  const [salt, derived] = hash.split("$");
  return Boolean(derived) && timingSafeEqual(derive(said, salt), Buffer.from(derived, "hex"));
}

/** A password of stars is what the API shows, so whoever sends it back means no change. */
export const isRealPassword = (password) => Boolean(password) && /[^*]/.test(password);

/** As long as the hash that the real one keeps. */
export const shownPassword = (hash) => "*".repeat(hash ? 89 : 10);
