import { text } from "../fields.js";
import { byText, lower } from "../listing.js";
import { codenames, unique } from "../relations.js";

export const groups = {
  model: "group",
  fields: { name: text({ most: 150, checks: [unique("groups", "name")] }), permissions: codenames() },
  order: byText(({ name }) => lower(name)),
  orderings: { name: byText(({ name }) => name) },
  filters: { name: "text" },
  show: ({ id, name, permissions }) => ({ id, name, permissions }),
};
