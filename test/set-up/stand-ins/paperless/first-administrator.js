import { hashed } from "./password.js";

/** Once, like the real one: later neither the name nor the password of the environment change anything. */
export function makeFirstAdministrator(store, env) {
  const { PAPERLESS_ADMIN_USER: username = "admin", PAPERLESS_ADMIN_MAIL: email = "root@localhost", PAPERLESS_ADMIN_PASSWORD } = env;
  const isThere = store.rows("users").some((user) => user.username === username || user.is_superuser);
  if (isThere || PAPERLESS_ADMIN_PASSWORD === undefined) return;
  store.insert("users", {
    username,
    email,
    password: hashed(PAPERLESS_ADMIN_PASSWORD),
    first_name: "",
    last_name: "",
    date_joined: new Date().toISOString(),
    is_staff: true,
    is_active: true,
    is_superuser: true,
    groups: [],
    user_permissions: [],
    token: null,
  });
  store.save();
}
