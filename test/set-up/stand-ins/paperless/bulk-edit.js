import { ok } from "./answer.js";
import { boolean, choice, dictionary, integer, list } from "./fields.js";
import { grantsIn, isChangeable, share } from "./ownership.js";
import { may } from "./permissions.js";
import { breaks, Invalid, notHere, Refusal } from "./refusal.js";
import { validated } from "./validation.js";

const methods = ["set_correspondent", "set_document_type", "set_storage_path", "add_tag", "remove_tag", "modify_tags"];
const others = ["modify_custom_fields", "set_permissions", "delete", "reprocess", "rotate", "merge", "edit_pdf", "remove_password"];

const areThere = (ids, { store }) =>
  new Set(ids).size === ids.length && ids.every((id) => store.find("documents", id))
    ? []
    : ["there are no such documents, or some stand there twice"];
const fields = {
  documents: list(integer().read, { optional: true, checks: [areThere] }),
  all: boolean({ missing: false }),
  method: choice([...methods, ...others, "split", "delete_pages"]),
  parameters: dictionary({ missing: {} }),
};

const grantsOf = (parameters, context) => {
  if (!parameters.set_permissions) throw breaks("no set_permissions");
  try {
    return grantsIn(parameters.set_permissions, context);
  } catch (error) {
    throw error instanceof Invalid ? new Invalid({ non_field_errors: error.errors }) : error;
  }
};

const notHis = () => new Refusal(403, "this account may not change these documents");

function modifyTags(documents, { add_tags: added, remove_tags: removed }, { store, user }) {
  if (!added || !removed) throw breaks("no add_tags or no remove_tags");
  const areTags = (list) => new Set(list).size === list.length && list.every((id) => store.find("tags", id));
  for (const [name, list] of Object.entries({ add_tags: added, remove_tags: removed }))
    if (!areTags(list)) throw new Invalid({ non_field_errors: [`Some tags in ${name} don't exist or were specified twice.`] });
  if (!may(store, user, "change_document") || !documents.every((each) => isChangeable(each, user))) throw notHis();
  for (const each of documents) each.tags = [...new Set([...each.tags.filter((id) => !removed.includes(id)), ...added])];
  store.save();
  return ok({ result: "OK" });
}

const edit = async ({ store, user, body }) => {
  const context = { store, user };
  const { documents: ids, all, method, parameters } = validated(fields, await body(), context);
  if (all || !["set_permissions", "modify_tags"].includes(method)) throw notHere(`bulk edit of "${all ? "all" : method}"`);
  if (!ids) throw new Invalid({ non_field_errors: ["documents are needed, or all of them"] });
  if (method === "modify_tags")
    return modifyTags(
      ids.map((id) => store.find("documents", id)),
      parameters,
      context,
    );
  const grants = grantsOf(parameters, context);
  const { owner = null, merge: isMerged = false } = parameters;
  if (owner !== null && !store.find("users", owner)) throw breaks("no such owner");

  const documents = ids.map((id) => store.find("documents", id));
  const isHis = ({ owner: whose }) => whose === null || whose === user.id;
  const mayIt = may(store, user, "change_document") && documents.every((each) => isChangeable(each, user) && isHis(each));
  if (!user.is_superuser && !mayIt) throw notHis();

  for (const each of documents) {
    if (!isMerged || each.owner === null) each.owner = owner;
    share(each, grants, { isMerged });
  }
  store.save();
  return ok({ result: "OK" });
};

export const bulkEdit = { POST: edit };
