// Beside the right to a model, an account needs one to the object: it is its own, nobody's, or was shared with it.
import { dictionary } from "./fields.js";
import { Invalid, Refusal } from "./refusal.js";
import { one } from "./relations.js";

const targets = ["users", "groups"];
export const noGrants = () => ({ view: { users: [], groups: [] }, change: { users: [], groups: [] } });

export const isShared = (row, verb, user) => {
  const grant = row.grants?.[verb];
  return Boolean(grant) && (grant.users.includes(user.id) || grant.groups.some((id) => user.groups.includes(id)));
};
const isHis = (row, user) => user.is_superuser || row.owner === null || row.owner === user.id;
export const isVisible = (row, user) => isHis(row, user) || isShared(row, "view", user);
export const isChangeable = (row, user, verb = "change") => isHis(row, user) || isShared(row, verb, user);

/** The lists of who may see and change, each of which has to be there once. */
export function grantsIn(value, { store }) {
  const sent = Object.entries(value).filter(([verb]) => verb in noGrants());
  for (const [, grant] of sent)
    for (const to of targets) {
      const ids = grant[to] ?? [];
      if (new Set(ids).size !== ids.length || !ids.every((id) => store.find(to, id)))
        throw new Invalid([`there are no such ${to}, or some stand there twice`]);
    }
  return Object.fromEntries(sent);
}

/** A list that was not sent stays; who may change may see too. */
export function share(row, sent, { isMerged = false } = {}) {
  row.grants ??= noGrants();
  const join = (verb, to, ids, isAdded) => {
    row.grants[verb][to] = [...new Set([...(isAdded ? row.grants[verb][to] : []), ...ids])].sort((a, b) => a - b);
  };
  for (const verb of ["view", "change"])
    for (const to of targets) {
      const ids = sent[verb]?.[to];
      if (!ids) continue;
      join(verb, to, ids, isMerged);
      if (verb === "change") join("view", to, ids, true);
    }
}

const shares = dictionary({ optional: true });
export const ownerFields = {
  // Of these a name counts with its owner, so leaving him out means nobody.
  named: { owner: one("users", { missing: null }) },
  plain: { owner: one("users") },
  shared: { set_permissions: { ...shares, read: (value, context) => grantsIn(shares.read(value, context), context) } },
};

/** Only whom it belongs to may give it away. */
export function refuseGivingAway(row, values, user) {
  const gives = ("owner" in values && values.owner !== row.owner) || "set_permissions" in values;
  if (gives && !isHis(row, user)) throw new Refusal(403, { detail: "only its owner may do this" });
}

/** What is shown of who owns a row. */
export const shownOwner = (row, { user, query }) => ({
  owner: row.owner,
  ...(["true", "1", "yes", "y", "t", "on"].includes((query.get("full_perms") ?? "").toLowerCase())
    ? { permissions: row.grants ?? noGrants() }
    : { user_can_change: isChangeable(row, user) }),
});
