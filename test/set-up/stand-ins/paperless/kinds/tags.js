import { boolean, text } from "../fields.js";
import { byText, lower } from "../listing.js";
import { Invalid } from "../refusal.js";
import { one } from "../relations.js";
import { matching } from "./matching.js";

const deepest = 5;
const brightEnough = 0.53;

const childrenOf = (store, { id }) => store.rows("tags").filter(({ parent }) => parent === id);
const below = (store, tag) => childrenOf(store, tag).flatMap((child) => [child, ...below(store, child)]);
const above = (store, { parent }) => {
  const tag = parent === null ? undefined : store.find("tags", parent);
  return tag ? [tag, ...above(store, tag)] : [];
};
const height = (store, tag) => Math.max(0, ...childrenOf(store, tag).map((child) => 1 + height(store, child)));

function check(values, { store, row }) {
  const parent = store.find("tags", "parent" in values ? values.parent : row?.parent);
  if (!parent) return values;
  const no = (why) => {
    throw new Invalid({ parent: [why] });
  };
  if (parent === row) no("a tag cannot be its own parent");
  if (row && below(store, row).includes(parent)) no("a tag cannot be below one that is below it");
  if (above(store, parent).length + 2 + (row ? height(store, row) : 0) > deepest) no("tags are not as deep as this");
  return values;
}

const textOn = (color) => {
  const [red, green, blue] = [1, 3, 5].map((place) => Number.parseInt(color.slice(place, place + 2), 16) / 256);
  return Math.sqrt(0.299 * red ** 2 + 0.587 * green ** 2 + 0.114 * blue ** 2) < brightEnough ? "#ffffff" : "#000000";
};

export const tags = matching("tags", {
  model: "tag",
  fields: {
    color: text({ most: 7, initial: "#a6cee3", checks: [(value) => (/^#[0-9a-f]{6}/i.test(value) ? [] : ["this is no color"])] }),
    is_inbox_tag: boolean({ initial: false }),
    parent: one("tags"),
  },
  shown: ({ color }) => ({ color, text_color: textOn(color) }),
  hooks: {
    check,
    beforeCount: ({ is_inbox_tag }) => ({ is_inbox_tag }),
    below: (row, call) => ({
      parent: row.parent,
      children: childrenOf(call.store, row)
        .sort(byText(({ name }) => lower(name)))
        .map((child) => tags.show(child, { ...call, isNew: false })),
    }),
    besideList: (rows, { store }) => ({ display_count: new Set([...rows, ...rows.flatMap((tag) => below(store, tag))]).size }),
    alsoDeleted: ({ store }, row) => below(store, row),
  },
});
