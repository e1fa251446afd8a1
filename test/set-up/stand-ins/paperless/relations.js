import { field, list } from "./fields.js";
import { inOrder, isCodename } from "./permissions.js";
import { Invalid } from "./refusal.js";

const wrong = (message) => new Invalid([message]);

/** The number of a row of another kind, which has to be there. */
const existing =
  (to) =>
  (value, { store }) => {
    const isNumber = typeof value !== "boolean" && /^\s*-?\d+\s*$/.test(`${value}`);
    if (!isNumber) throw wrong(`this is the number of nothing in ${to}`);
    if (!store.find(to, Number(value))) throw wrong(`Invalid pk "${value}": there is nothing like that in ${to}`);
    return Number(value);
  };

export const one = (to, options) => ({ ...field(existing(to), { nullable: true, initial: null, ...options }), to });

export const many = (to, options) => {
  const numbers = list(existing(to), { initial: [], ...options });
  const read = (value, context) => [...new Set(numbers.read(value, context) ?? [])].sort((a, b) => a - b);
  return { ...numbers, read, to, many: true };
};

export const codenames = (options) => {
  const known = list((value) => {
    if (!isCodename(value)) throw wrong(`there is no codename=${typeof value === "string" ? value : JSON.stringify(value)}`);
    return value;
  }, options);
  return { ...known, read: (value, context) => inOrder(known.read(value, context)) };
};

/** Nobody else of the kind may have the same, or none of those that `among` says. */
export const unique =
  (kind, name, among = () => true) =>
  (value, { store, row }) =>
    store.rows(kind).some((each) => each.id !== row?.id && each[name] === value && among(each)) ? ["this name is taken already"] : [];

/** What is gone takes with it what stood for it elsewhere. */
export function forget(store, kinds, gone, id) {
  for (const [name, { fields }] of Object.entries(kinds))
    for (const row of store.rows(name)) {
      for (const [key, { to, many: isMany }] of Object.entries(fields)) {
        if (to !== gone) continue;
        if (isMany) row[key] = row[key].filter((each) => each !== id);
        else if (row[key] === id) row[key] = null;
      }
      for (const grant of Object.values(row.grants ?? {})) if (grant[gone]) grant[gone] = grant[gone].filter((each) => each !== id);
    }
}
