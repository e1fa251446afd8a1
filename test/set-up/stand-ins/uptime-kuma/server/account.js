import { createHmac, randomBytes, scryptSync } from "node:crypto";

/** So many within a minute, of everybody together. */
const limit = (count) => {
  let [since, used] = [0, 0];
  return () => {
    if (Date.now() - since >= 60_000) [since, used] = [Date.now(), 0];
    if (used >= count) throw new Error("Too frequently, try again later.");
    used += 1;
  };
};

/** Its only user: who it is, and who says so. */
export const account = (content, greet) => {
  const logins = limit(20);
  const secondFactors = limit(30);
  const hashed = (password, salt) => scryptSync(password, salt, 32).toString("hex");
  const isPassword = (password) => hashed(password, content.owner.salt) === content.owner.hash;
  const token = () => createHmac("sha256", content.owner.salt).update(content.owner.hash).digest("hex");

  const checkPassword = (password) => {
    if (typeof password !== "string") throw new Error("Wrong data type?");
    if (!isPassword(password)) throw new Error("Incorrect current password");
  };

  const open = {
    needSetup: (_client) => !content.owner,

    setup: (_client, username, password) => {
      if (isWeak(password)) throw new Error("passwordTooWeak");
      if (content.owner) throw new Error("Uptime Kuma has been initialized. If you want to run setup again, please delete the database.");
      const salt = randomBytes(16).toString("hex");
      content.owner = { username, salt, hash: hashed(password, salt), secondFactor: false };
      return { ok: true };
    },

    login: (client, { username, password, token: code }) => {
      logins();
      const isOwner = typeof username === "string" && typeof password === "string" && username.trim() === content.owner?.username;
      if (!isOwner || !isPassword(password)) return { ok: false, msg: "authIncorrectCreds" };
      if (content.owner.secondFactor && !code) return { tokenRequired: true };
      // No device of anybody makes a code that is right here.
      if (content.owner.secondFactor) return { ok: false, msg: "authInvalidToken" };
      greet(client);
      return { ok: true, token: token() };
    },

    loginByToken: (client, told) => {
      if (!content.owner || told !== token()) return { ok: false, msg: "authInvalidToken" };
      greet(client);
      return { ok: true };
    },

    logout: (client) => {
      logins();
      client.isOwner = false;
      client.leave();
    },
  };

  const closed = {
    prepare2FA: (_client, password) => {
      secondFactors();
      checkPassword(password);
      if (content.owner.secondFactor) throw new Error("2faAlreadyEnabled");
      return { ok: true, uri: "otpauth://totp/stand-in" };
    },

    save2FA: (_client, password) => {
      secondFactors();
      checkPassword(password);
      content.owner.secondFactor = true;
      return { ok: true };
    },
  };

  return { open, closed, checkPassword };
};

const isWeak = (password) =>
  password.length < 6 || [/[a-z]/, /[A-Z]/, /\d/, /[!-/:-@[-`{-~]/].filter((kind) => kind.test(password)).length < 2;
