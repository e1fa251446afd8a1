import { randomBytes } from "node:crypto";
import { ok, word } from "./answer.js";
import { checkedPassword, emailField, keptPassword, nameField } from "./kinds/users.js";
import { shownPassword } from "./password.js";
import { validated } from "./validation.js";

const fields = { email: emailField(), password: checkedPassword(), first_name: nameField(), last_name: nameField() };

const shown = ({ email, password, first_name, last_name, token }) => ({
  email,
  password: shownPassword(password),
  first_name,
  last_name,
  auth_token: token,
  social_accounts: [],
  has_usable_password: true,
  is_mfa_enabled: false,
});

const change = async ({ store, user, body }) => {
  const values = validated(fields, await body(), { store, user, row: user });
  Object.assign(user, keptPassword(values));
  store.save();
  return ok(shown(user));
};

export const newToken = (store, user) => {
  user.token = randomBytes(20).toString("hex");
  store.save();
  return user.token;
};

const show = ({ user }) => ok(shown(user));
export const profile = { GET: show, HEAD: show, PATCH: change };
export const anotherToken = { POST: ({ store, user }) => word(newToken(store, user)) };
