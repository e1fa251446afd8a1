import { anything, choice, text } from "../fields.js";
import { byText } from "../listing.js";
import { Invalid } from "../refusal.js";
import { unique } from "../relations.js";

const types = ["string", "url", "date", "boolean", "integer", "float", "monetary", "documentlink", "select", "longtext"];

function check(values, { row }) {
  const no = (why) => {
    throw new Invalid({ error: [why] });
  };
  const { data_type: type, extra_data: extra } = values;
  const options = extra?.select_options;
  if (type === "select" || row?.data_type === "select") {
    if (!Array.isArray(options) || options.length === 0 || !options.every(({ label }) => label)) no("select_options is a list of labels");
    for (const option of options) option.id ??= Math.random().toString(36).slice(2).padEnd(16, "x").slice(0, 16);
  }
  const currency = extra?.default_currency;
  if (type === "monetary" && currency && (typeof currency !== "string" || currency.length !== 3)) no("default_currency has three letters");
  return values;
}

export const customFields = {
  model: "customfield",
  fields: {
    name: text({ most: 128, checks: [unique("custom_fields", "name")] }),
    data_type: choice(types),
    extra_data: anything({ nullable: true, initial: null }),
  },
  order: byText(({ name }) => name),
  filters: { id: "number", name: "text" },
  hooks: { check },
  show: ({ id, name, data_type, extra_data }, { isNew }) => ({ id, name, data_type, extra_data, ...(isNew ? {} : { document_count: 0 }) }),
};
