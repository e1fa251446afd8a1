// What starts a workflow, and what it does.
import { anything, boolean, choice, choices, field, integer, text } from "../fields.js";
import { byNumber } from "../listing.js";
import { Invalid } from "../refusal.js";
import { many, one } from "../relations.js";
import { nestedOne } from "../validation.js";

const consumption = 1;
const [emailing, calling, unlocking] = [3, 4, 5];

// Whoever sends a row back with its number keeps it.
const id = () => integer({ nullable: true, optional: true });
const line = (options) => text({ most: 256, blank: true, nullable: true, initial: null, ...options });
const is = (initial = false) => boolean({ initial });
const all = (prefix, names, to) => Object.fromEntries(names.map((name) => [`${prefix}_${name}`, to(name)]));
const kindOf = (name) => name.replace(/^(all|not|any|view|change)_/, "").replace("owners", "users");

export const triggerFields = {
  id: id(),
  sources: choices([1, 2, 3, 4], { initial: [1, 2, 3, 4], missing: [1, 2, 3] }),
  type: { ...choice([1, 2, 3, 4], { initial: consumption }), required: true },
  filter_path: line(),
  filter_filename: line(),
  filter_mailrule: one("mail_rules"),
  matching_algorithm: choice([0, 1, 2, 3, 4, 5], { initial: 0 }),
  match: text({ most: 256, blank: true, initial: "" }),
  is_insensitive: is(true),
  ...all("filter_has", ["tags", "all_tags", "not_tags"], (name) => many(kindOf(name))),
  filter_custom_field_query: text({ blank: true, nullable: true, initial: null }),
  ...all(
    "filter_has",
    ["correspondents", "document_types", "storage_paths"].flatMap((name) => [`any_${name}`, `not_${name}`]),
    (name) => many(kindOf(name)),
  ),
  ...all("filter_has", ["correspondent", "document_type", "storage_path"], (name) => one(`${name}s`)),
  schedule_offset_days: integer({ initial: 0 }),
  schedule_is_recurring: is(),
  schedule_recurring_interval_days: integer({ least: 1, initial: 1 }),
  schedule_date_field: choice(["added", "created", "modified", "custom_field"], { initial: "added" }),
  schedule_date_custom_field: one("custom_fields"),
};

/** An empty filter is none, and what starts with each document has to say which documents. */
export function checkedTrigger(values, { row }) {
  const taken = { ...values };
  for (const name of ["filter_path", "filter_filename", "filter_custom_field_query"]) if (taken[name] === "") taken[name] = null;
  const type = taken.type ?? row?.type;
  const hasFilter = "filter_mailrule" in taken || taken.filter_filename || taken.filter_path;
  if (type === consumption && !hasFilter) throw new Invalid({ non_field_errors: ["File name, path or mail rule filter are required"] });
  return taken;
}

const hasScheme = (value) => (/^https?:\/\/\S+$/i.test(value) ? [] : ["this is no address of the web"]);
const hook = {
  id: id(),
  url: text({ checks: [hasScheme] }),
  use_params: is(true),
  as_json: is(),
  params: anything({ nullable: true, initial: null }),
  body: text({ blank: true, nullable: true, initial: null }),
  headers: anything({ nullable: true, initial: null }),
  include_document: is(),
};
const email = { id: id(), subject: text({ most: 256 }), body: text(), to: text(), include_document: is() };
const removals = ["tags", "correspondents", "document_types", "storage_paths"];
const readers = ["view_users", "view_groups", "change_users", "change_groups"];

export const actionFields = {
  id: id(),
  type: choice([1, 2, 3, 4, 5, 6], { initial: 1 }),
  assign_title: text({ blank: true, nullable: true, initial: null }),
  assign_tags: many("tags", { nullable: true }),
  ...all("assign", ["correspondent", "document_type", "storage_path"], (name) => one(`${name}s`)),
  assign_owner: one("users"),
  ...all("assign", readers, (name) => many(kindOf(name))),
  assign_custom_fields: many("custom_fields"),
  assign_custom_fields_values: anything({ nullable: true, initial: {} }),
  ...Object.fromEntries(
    removals.flatMap((name) => [
      [`remove_all_${name}`, is()],
      [`remove_${name}`, many(name)],
    ]),
  ),
  remove_custom_fields: many("custom_fields"),
  remove_all_custom_fields: is(),
  remove_all_owners: is(),
  remove_owners: many("users"),
  remove_all_permissions: is(),
  ...all("remove", readers, (name) => many(kindOf(name))),
  email: nestedOne(email),
  webhook: nestedOne(hook),
  passwords: field((value) => value, { nullable: true, initial: null }),
};

export function checkedAction(values) {
  const lacks = (what) => {
    throw new Invalid({ non_field_errors: [`an action of this type needs ${what}`] });
  };
  const { type, passwords } = values;
  if (type === emailing && !("email" in values)) lacks("what it mails");
  if (type === calling && !("webhook" in values)) lacks("what it calls");
  const arePasswords =
    Array.isArray(passwords) && passwords.length > 0 && passwords.every((each) => typeof each === "string" && each.trim());
  if (type === unlocking && !arePasswords) lacks("the passwords that it tries");
  return { ...values, ...(values.assign_title === "" ? { assign_title: null } : {}) };
}

const shown = (fields) => (row) => Object.fromEntries(Object.keys(fields).map((name) => [name, row[name]]));
const part = (model, fields, check) => ({ model, fields, order: byNumber((row) => row.id), hooks: { check }, show: shown(fields) });
export const workflowTriggers = part("workflowtrigger", triggerFields, checkedTrigger);
export const workflowActions = part("workflowaction", actionFields, checkedAction);
