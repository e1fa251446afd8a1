import { isPassword } from "./password.js";
import { notAuthenticated } from "./refusal.js";

export function accountOf(store, username, password) {
  const user = store.rows("users").find((each) => each.username === username);
  return user?.is_active && isPassword(password, user.password) ? user : undefined;
}

const basic = (store, words) => {
  const refusal = (why) => notAuthenticated(why, 'Basic realm="api"');
  if (words.length !== 1) throw notAuthenticated("a Basic header has one word", words.length ? 'Basic realm="api"' : "Token");
  const [, username, password] =
    Buffer.from(words[0], "base64")
      .toString("utf8")
      .match(/^([^:]*):(.*)$/s) ?? [];
  if (username === undefined) throw refusal("this Basic header cannot be read");
  const user = accountOf(store, username, password);
  if (!user) throw refusal("no account has this name and password");
  return user;
};

const token = (store, words) => {
  if (words.length !== 1) throw notAuthenticated("a Token header has one word", "Token");
  const user = store.rows("users").find((each) => each.token === words[0]);
  if (!user?.is_active) throw notAuthenticated("no account has this token", "Token");
  return user;
};

/** Who asks; undefined for whoever says nothing, or something that Paperless does not listen to. */
export function whoAsks(store, { authorization = "" }) {
  const [scheme = "", ...words] = authorization.trim().split(/\s+/);
  const reads = { basic, token }[scheme.toLowerCase()];
  return reads?.(store, words);
}

export const known = (user) => {
  if (!user) throw notAuthenticated("nobody says who asks", "Token");
  return user;
};
