// One account for each program that uses Paperless, in a group of its own that may do what the program needs, and one for
// the owner.
import { Paperless } from "./api.mjs";
import { changed, remark, secretIn } from "./set-up.mjs";

const mark = " (mk360)";
const groupName = (account) => `${account}${mark}`;

const isSame = (one, other) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());

/** The number of the owner's account. */
export const enterOwner = async (admin, { usernameFile, passwordFile, email }, known) => {
  const username = secretIn(usernameFile);
  const users = await admin.all("users");
  // Under another name he is still whom the documents belong to.
  const found = users.find((user) => user.username === username) ?? users.find(({ id }) => id === known);
  if (found) {
    if (!found.is_mfa_enabled) remark(`your account in Paperless has no second factor yet: add it under My Profile`);
    return found.id;
  }
  const { id } = await admin.must("POST", "users/", {
    username,
    email,
    password: secretIn(passwordFile),
    is_staff: true,
    is_superuser: true,
    groups: [],
    user_permissions: [],
  });
  changed(`added the owner's account ${username}`);
  return id;
};

/** The numbers of those who are no program, no administrator, and may log in. */
export const people = async (admin) => {
  const ours = new Set((await admin.all("groups")).filter(({ name }) => name.endsWith(mark)).map(({ id }) => id));
  const users = await admin.all("users");
  return users.filter((user) => user.is_active && !user.is_superuser && !user.groups.some((id) => ours.has(id))).map(({ id }) => id);
};

/** The numbers of the groups, by account. */
export const enterAccounts = async (admin, accounts) => {
  const [groups, users] = [await admin.all("groups"), await admin.all("users")];
  const ids = new Map();
  for (const { name, passwordFile, may, seesAll } of accounts) {
    const group = await enterGroup(
      admin,
      groups.find((each) => each.name === groupName(name)),
      name,
      may,
    );
    ids.set(name, group);
    await enterAccount(
      admin,
      users.find(({ username }) => username === name),
      name,
      secretIn(passwordFile),
      group,
      seesAll,
    );
  }
  const gone = groups.filter((group) => group.name.endsWith(mark) && !accounts.some(({ name }) => groupName(name) === group.name));
  for (const { id, name } of gone) {
    for (const user of users.filter(({ groups: its, is_active }) => its.includes(id) && is_active)) {
      // What it read in stays its own, so it is not deleted.
      await admin.must("PATCH", `users/${user.id}/`, { is_active: false });
      changed(`${user.username} may not log in any more: the model has no such account`);
    }
    await admin.must("DELETE", `groups/${id}/`);
    changed(`deleted group ${name}`);
  }
  return ids;
};

const enterGroup = async (admin, live, account, may) => {
  const wanted = { name: groupName(account), permissions: may };
  if (!live) {
    const { id } = await admin.must("POST", "groups/", wanted);
    changed(`added group ${wanted.name}`);
    return id;
  }
  if (!isSame(live.permissions, may)) {
    await admin.must("PATCH", `groups/${live.id}/`, wanted);
    changed(`mended what group ${wanted.name} may`);
  }
  return live.id;
};

const enterAccount = async (admin, live, username, password, group, seesAll) => {
  const wanted = { is_active: true, is_staff: false, is_superuser: seesAll, groups: [group], user_permissions: [] };
  if (!live) {
    await admin.must("POST", "users/", { username, password, ...wanted });
    changed(`added account ${username}`);
    return;
  }
  const different = Object.keys(wanted).filter((key) => JSON.stringify(live[key]) !== JSON.stringify(wanted[key]));
  if (different.length > 0) {
    await admin.must("PATCH", `users/${live.id}/`, { username, ...wanted });
    changed(`mended account ${username}: ${different.join(", ")}`);
  }
  const itself = new Paperless(admin.url, username, password);
  if (await itself.isKnown()) return;
  await admin.must("PATCH", `users/${live.id}/`, { username, password });
  // Who had the old password may have the token that it gave.
  await itself.must("POST", "profile/generate_auth_token/");
  changed(`gave account ${username} its password, and another token`);
};
