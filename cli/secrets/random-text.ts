import { randomInt } from "node:crypto";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits from the operating system's own source of chance; each adds 5.95 bits. */
export function randomText(characters: number): string {
  return Array.from({ length: characters }, () => letters[randomInt(letters.length)]).join("");
}
