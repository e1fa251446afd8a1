import { isDictionary, noDictionary, noList } from "./fields.js";
import { Invalid } from "./refusal.js";

/** The values of what was sent, or everything that is wrong with it at once. */
export function validated(fields, body, context) {
  if (!isDictionary(body)) throw noDictionary(body);
  const values = {};
  const errors = {};
  for (const [name, { read, required, missing }] of Object.entries(fields)) {
    if (!(name in body)) {
      if (context.isPartial) continue;
      if (required) errors[name] = ["this is required"];
      else if (missing !== undefined) values[name] = structuredClone(missing);
      continue;
    }
    try {
      values[name] = read(body[name], context);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      errors[name] = error.errors;
    }
  }
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  return values;
}

/** What a new row is: what was sent, and what it has where nothing was. */
export const withInitials = (fields, values) => {
  const whole = Object.entries(fields).map(([name, { initial }]) => [name, name in values ? values[name] : structuredClone(initial)]);
  return { ...Object.fromEntries(whole.filter(([, value]) => value !== undefined)), ...values };
};

/** A list of what other fields describe; of each element it is said what is wrong with it. */
export const nested = (fields, check) => ({
  required: true,
  read: (value, context) => {
    if (value === null) throw new Invalid(["this may not be null"]);
    if (!Array.isArray(value)) throw noList(value);
    const errors = [];
    const all = value.map((each, place) => {
      errors[place] = {};
      try {
        if (each === null) throw new Invalid(["this may not be null"]);
        return check(validated(fields, each, { ...context, row: undefined }), context);
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        errors[place] = error.errors;
        return undefined;
      }
    });
    if (errors.some((each) => Object.keys(each).length > 0)) throw new Invalid(errors);
    return all;
  },
});

export const nestedOne = (fields) => ({
  required: false,
  initial: null,
  read: (value, context) => (value === null ? null : withInitials(fields, validated(fields, value, { ...context, row: undefined }))),
});
