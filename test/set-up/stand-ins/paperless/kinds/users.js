import { asBoolean, boolean, date, field, text } from "../fields.js";
import { byText, lower } from "../listing.js";
import { hashed, isRealPassword, shownPassword } from "../password.js";
import { passwordCheck } from "../password-rules.js";
import { inherited } from "../permissions.js";
import { Invalid, Refusal } from "../refusal.js";
import { codenames, many, unique } from "../relations.js";

const matching = (pattern, message) => (value) => (value === "" || pattern.test(value) ? [] : [message]);
const isAddress = matching(/^[^\s@]+@([^\s@.]+\.)+[^\s@.]{2,}$|^[^\s@]+@localhost$/, "this is no address of a mailbox");

const password = (check) =>
  field(
    (value) => {
      if (value === "") throw new Invalid(["this may not be blank"]);
      return value;
    },
    { optional: true, checks: check },
  );
export const emailField = () => text({ most: 254, blank: true, initial: "", checks: [isAddress] });
export const nameField = () => text({ most: 150, blank: true, initial: "" });
export const checkedPassword = () => password([passwordCheck]);
export const plainPassword = () => ({ ...password([]), required: true });

const fields = {
  username: text({
    most: 150,
    checks: [matching(/^[\p{L}\p{N}_.@+-]+$/u, "a name has letters, digits and @.+-_ only"), unique("users", "username")],
  }),
  email: emailField(),
  password: checkedPassword(),
  first_name: nameField(),
  last_name: nameField(),
  date_joined: date({ optional: true }),
  is_staff: boolean({ initial: false }),
  is_active: boolean({ initial: true }),
  is_superuser: boolean({ initial: false }),
  groups: many("groups"),
  user_permissions: codenames({ initial: [] }),
};

const no = (why) => {
  throw new Refusal(403, why);
};

/** Only a superuser makes superusers, or changes one. */
function beforeSaving({ user }, row, body) {
  if (user.is_superuser) return;
  if (row?.is_superuser) no("this is a superuser");
  for (const key of ["is_superuser", "is_staff"]) {
    const wanted = asBoolean(body?.[key]);
    if (wanted !== undefined && wanted !== (row?.[key] ?? false)) no(`${key} is given by superusers only`);
  }
}

/** What is kept for a password, and nothing where it is left as it is. */
export const keptPassword = ({ password: said, ...values }) => ({ ...values, ...(isRealPassword(said) ? { password: hashed(said) } : {}) });

export const users = {
  model: "user",
  fields,
  order: byText(({ username }) => lower(username)),
  orderings: { username: byText(({ username }) => username) },
  filters: { username: "text" },
  hooks: {
    beforeSaving,
    check: keptPassword,
    made: ({ password: hash = "", date_joined = new Date().toISOString() }) => ({ password: hash, date_joined, token: null }),
    beforeDeleting: ({ user }, row) => row.is_superuser && !user.is_superuser && no("this is a superuser"),
  },
  show: ({ token, password: hash, ...row }, { store }) => ({
    id: row.id,
    ...Object.fromEntries(Object.keys(fields).map((name) => [name, name === "password" ? shownPassword(hash) : row[name]])),
    inherited_permissions: inherited(store, row),
    is_mfa_enabled: false,
  }),
};
