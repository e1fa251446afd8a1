import { asBoolean } from "./fields.js";
import { Invalid, notFound } from "./refusal.js";

const mostOnAPage = 100_000;
// As the database of the real one does, which knows upper and lower case of ASCII only.
export const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
export const byText = (read) => (one, other) => Buffer.compare(Buffer.from(read(one)), Buffer.from(read(other)));
export const byNumber = (read) => (one, other) => read(one) - read(other);

const numbers = (name, said) => {
  if (!/^\s*\d+(\s*,\s*\d+)*\s*$/.test(said)) throw new Invalid({ [name]: ["Enter a number."] });
  return said.split(",").map(Number);
};

const asText = {
  istartswith: (value, said) => value.startsWith(said),
  iendswith: (value, said) => value.endsWith(said),
  icontains: (value, said) => value.includes(said),
  iexact: (value, said) => value === said,
};
const filtersOf = {
  text: (name) => Object.entries(asText).map(([how, holds]) => [`${name}__${how}`, (row, said) => holds(lower(row[name]), lower(said))]),
  number: (name, key = name) => [
    [name, (row, said, whole) => numbers(whole, said)[0] === row[key]],
    [`${name}__in`, (row, said, whole) => numbers(whole, said).includes(row[key])],
  ],
  ids: (name) => [
    [`${name}__id__all`, (row, said, whole) => numbers(whole, said).every((id) => row[name].includes(id))],
    [`${name}__id__none`, (row, said, whole) => !numbers(whole, said).some((id) => row[name].includes(id))],
  ],
  moment: (name) => [
    [
      `${name}__gte`,
      (row, said, whole) => {
        if (Number.isNaN(Date.parse(said))) throw new Invalid({ [whole]: ["Enter a valid date/time."] });
        return row[name] >= said;
      },
    ],
  ],
  owner: () => [
    ["owner__isnull", (row, said) => asBoolean(said) === undefined || (row.owner === null) === asBoolean(said)],
    ...filtersOf.number("owner__id", "owner"),
  ],
};

/** Only what a filter of the kind is called is looked at: whatever else stands in the query changes nothing. */
export function filtered(rows, { filters = {} }, query) {
  const wanted = Object.entries(filters)
    .flatMap(([name, type]) => filtersOf[type](name))
    .map(([name, holds]) => [name, holds, query.getAll(name).at(-1)])
    .filter(([, , said]) => said);
  for (const [name, holds, said] of wanted) holds({ [name.split("__")[0]]: "" }, said, name);
  return rows.filter((row) => wanted.every(([name, holds, said]) => holds(row, said, name)));
}

export function ordered(rows, { order, orderings = {} }, query) {
  const said = query.get("ordering") ?? "";
  const compare = orderings[said.replace(/^-/, "")];
  if (!compare) return [...rows].sort(order);
  return [...rows].sort((one, other) => (said.startsWith("-") ? compare(other, one) : compare(one, other)));
}

const linkTo = (base, query, number) => {
  const words = new URLSearchParams(query);
  if (number === 1) words.delete("page");
  else words.set("page", number);
  words.sort();
  return `${base}${words.size ? `?${words}` : ""}`;
};

/** A page of the rows, as every list of the API is given. */
export function paged(rows, { base, query, version }, show) {
  const said = Number(query.get("page_size"));
  const size = Number.isInteger(said) && said > 0 ? Math.min(said, mostOnAPage) : 25;
  const last = Math.max(1, Math.ceil(rows.length / size));
  const number = query.get("page") === "last" ? last : Number(query.get("page") ?? 1);
  if (!Number.isInteger(number) || number < 1 || number > last) throw notFound();
  return {
    count: rows.length,
    next: number < last ? linkTo(base, query, number + 1) : null,
    previous: number > 1 ? linkTo(base, query, number - 1) : null,
    ...(version < 10 ? { all: rows.map(({ id }) => id) } : {}),
    results: rows.slice((number - 1) * size, number * size).map(show),
  };
}
