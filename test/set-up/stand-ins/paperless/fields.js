import { Invalid } from "./refusal.js";

const wrong = (...messages) => new Invalid(messages);
const typeOf = (value) =>
  (value === null ? "null" : Array.isArray(value) ? "list" : { object: "dict", string: "str" }[typeof value]) ?? typeof value;

/**
 * A field of what is sent. `initial` is what a new row has without it (so it may be left out), `missing` what leaving it out
 * means even where a row is replaced, and `checks` say what is wrong with a value that is of the right type.
 */
export function field(read, options = {}) {
  const { nullable = false, checks = [], ...rest } = options;
  const all = (value, context) => {
    if (value === null) {
      if (!nullable) throw wrong("this may not be null");
      return null;
    }
    const taken = read(value, context);
    const complaints = checks.flatMap((check) => check(taken, context) ?? []);
    if (complaints.length > 0) throw wrong(...complaints);
    return taken;
  };
  return { required: !("initial" in options || "missing" in options || options.optional), ...rest, read: all };
}

export const text = ({ most, blank = false, trim = true, checks = [], ...options } = {}) =>
  field(
    (value) => {
      if (typeof value !== "string" && typeof value !== "number") throw wrong("this is no text");
      const taken = trim ? `${value}`.trim() : `${value}`;
      if (taken === "" && !blank) throw wrong("this may not be blank");
      return taken;
    },
    { ...options, checks: [(value) => (most && value.length > most ? [`this has more than ${most} characters`] : []), ...checks] },
  );

const yes = [true, 1, "true", "True", "TRUE", "t", "T", "yes", "Yes", "YES", "y", "Y", "on", "On", "ON", "1"];
const no = [false, 0, "false", "False", "FALSE", "f", "F", "no", "No", "NO", "n", "N", "off", "Off", "OFF", "0"];
export const asBoolean = (value) => (yes.includes(value) ? true : no.includes(value) ? false : undefined);

export const boolean = (options) =>
  field((value) => {
    const taken = asBoolean(value);
    if (taken === undefined) throw wrong("this is neither true nor false");
    return taken;
  }, options);

export const integer = ({ least, ...options } = {}) =>
  field(
    (value) => {
      if (!/^-?\d+(\.0*)?$/.test(`${value}`) || !["number", "string"].includes(typeof value)) throw wrong("this is no whole number");
      return Number(value);
    },
    { ...options, checks: [(value) => (value < least ? [`this is less than ${least}`] : [])] },
  );

export const choice = (values, options) =>
  field((value) => {
    const taken = values.find((each) => `${each}` === `${value}`);
    if (taken === undefined) throw wrong(`"${value}" is not one of ${values.join(", ")}`);
    return taken;
  }, options);

export const list = (read, options) =>
  field((value, context) => {
    if (!Array.isArray(value)) throw wrong(`this is no list but a ${typeOf(value)}`);
    return value.map((each) => read(each, context));
  }, options);

export const choices = (values, options) => {
  const each = list(choice(values).read, options);
  return { ...each, read: (value, context) => [...new Set(each.read(value, context))] };
};

export const dictionary = (options) =>
  field((value) => {
    if (typeOf(value) !== "dict") throw wrong(`this is no dictionary but a ${typeOf(value)}`);
    return value;
  }, options);

export const anything = (options) => field((value) => value, options);

export const date = (options) =>
  field((value) => {
    if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(`${value}`) || Number.isNaN(Date.parse(value))) throw wrong("this is no time");
    return new Date(value).toISOString();
  }, options);

export const isDictionary = (value) => typeOf(value) === "dict";
export const noDictionary = (value) => new Invalid({ non_field_errors: [`this is no dictionary but a ${typeOf(value)}`] });
export const noList = (value) => new Invalid({ non_field_errors: [`this is no list but a ${typeOf(value)}`] });
