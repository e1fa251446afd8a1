import { ok } from "./answer.js";
import { boolean, choice, dictionary, integer, list } from "./fields.js";
import { grantsIn, isChangeable, share } from "./ownership.js";
import { may } from "./permissions.js";
import { breaks, Invalid, notHere, Refusal } from "./refusal.js";
import { validated } from "./validation.js";

const models = { tags: "tag", correspondents: "correspondent", document_types: "documenttype", storage_paths: "storagepath" };

const fields = {
  objects: list(integer().read, { optional: true }),
  all: boolean({ missing: false }),
  object_type: choice(Object.keys(models)),
  operation: choice(["set_permissions", "delete"]),
  owner: integer({ optional: true, nullable: true }),
  permissions: dictionary({ optional: true }),
  merge: boolean({ missing: false }),
};

const edit = async ({ store, user, body }) => {
  const sent = validated(fields, await body(), { store, user });
  const { objects, object_type: kind, operation, permissions, merge: isMerged, owner } = sent;
  if (sent.all || operation === "delete") throw notHere(`bulk edit of objects with ${sent.all ? "all" : operation}`);
  if (!objects || objects.length === 0) throw new Invalid({ non_field_errors: ["objects must not be empty"] });
  const rows = objects.map((id) => store.find(kind, id));
  if (new Set(objects).size !== objects.length || rows.some((row) => !row))
    throw new Invalid({ non_field_errors: ["Some ids in objects don't exist or were specified twice."] });
  const grants = permissions ? grantsIn(permissions, { store }) : {};
  if (!user.is_superuser && !(may(store, user, `change_${models[kind]}`) && rows.every((row) => isChangeable(row, user))))
    throw new Refusal(403, "Insufficient permissions");
  if ("owner" in sent && owner !== null && !store.find("users", owner)) throw breaks("no such owner");
  for (const row of rows) {
    // Where permissions are merged, only what is nobody's gets an owner.
    if ("owner" in sent && (!isMerged || (owner !== null && row.owner === null))) row.owner = owner;
    share(row, grants, { isMerged });
  }
  store.save();
  return ok({ result: "OK" });
};

export const bulkEditObjects = { POST: edit };
