// What is given to documents that match it.
import { boolean, choice, text } from "../fields.js";
import { byText, lower } from "../listing.js";
import { ownerFields, shownOwner } from "../ownership.js";
import { breaks, Invalid } from "../refusal.js";
import { unique } from "../relations.js";

const anyWord = 1;
const regularExpression = 4;

const isExpression = (value, { body }) => {
  if (body.matching_algorithm !== regularExpression) return [];
  try {
    new RegExp(value);
    return [];
  } catch {
    return ["this is no regular expression"];
  }
};

const slug = (name) =>
  name
    .normalize("NFKD")
    .replace(/[^\p{ASCII}]/gu, "")
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/[-\s]+/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "");

const taken = (store, kind, row, name, owner) =>
  store.rows(kind).some((each) => each.id !== row?.id && each.name === name && each.owner === owner);
const twice = "this owner has one of this name already";

export function matching(kind, { model, fields: own = {}, shown = () => ({}), hooks = {}, ...rest }) {
  const fields = {
    // One without an owner is everybody's, so nobody has another of its name.
    name: text({ most: 128, checks: [unique(kind, "name", ({ owner }) => owner === null)] }),
    match: text({ most: 256, blank: true, initial: "", checks: [isExpression] }),
    matching_algorithm: choice([0, 1, 2, 3, 4, 5, 6], { initial: anyWord }),
    is_insensitive: boolean({ initial: true }),
    ...ownerFields.named,
    ...ownerFields.shared,
    ...own,
  };
  const check = (values, context) => {
    const { store, row, user } = context;
    const checked = hooks.check?.(values, context) ?? values;
    const owner = "owner" in values ? values.owner : user.id;
    if (("name" in values || "owner" in values) && taken(store, kind, row, values.name ?? row?.name, owner))
      throw new Invalid({ error: [twice] });
    return checked;
  };
  const beforeKeeping = (values, { store, row }) => {
    const [name, owner] = [values.name ?? row?.name, "owner" in values ? values.owner : row?.owner];
    if (!taken(store, kind, row, name, owner)) return;
    if ("owner" in values) throw new Invalid({ error: twice });
    throw breaks("the database refuses a name twice");
  };
  return {
    model,
    fields,
    isOwned: true,
    order: byText(({ name }) => lower(name)),
    orderings: Object.fromEntries(["name", "match", "matching_algorithm"].map((key) => [key, byText((row) => `${row[key]}`)])),
    filters: { id: "number", name: "text" },
    ...rest,
    hooks: { ...hooks, check, beforeKeeping },
    show: (row, call) => ({
      id: row.id,
      slug: slug(row.name),
      name: row.name,
      ...shown(row, call),
      match: row.match,
      matching_algorithm: row.matching_algorithm,
      is_insensitive: row.is_insensitive,
      ...hooks.beforeCount?.(row),
      ...(call.isNew ? {} : { document_count: 0 }),
      ...shownOwner(row, call),
      ...hooks.below?.(row, call),
    }),
  };
}

export const correspondents = matching("correspondents", { model: "correspondent" });
export const documentTypes = matching("document_types", { model: "documenttype" });
export const storagePaths = matching("storage_paths", {
  model: "storagepath",
  fields: { path: text() },
  shown: ({ path }) => ({ path }),
});
