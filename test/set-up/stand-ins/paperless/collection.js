// What every kind has in common: its list, and each of its rows by number.
import { created, gone, ok } from "./answer.js";
import { filtered, ordered, paged } from "./listing.js";
import { isChangeable, isVisible, refuseGivingAway, share } from "./ownership.js";
import { verbFor } from "./permissions.js";
import { forbidden, notFound } from "./refusal.js";
import { forget } from "./relations.js";
import { validated, withInitials } from "./validation.js";

export function collection(kinds, name) {
  const kind = kinds[name];
  const { fields, isOwned = false, hooks = {} } = kind;

  const visible = ({ store, user }) => store.rows(name).filter((row) => !isOwned || isVisible(row, user));
  const found = (call) => {
    const row = visible(call).find(({ id }) => `${id}` === call.id);
    if (!row) throw notFound();
    if (isOwned && !isChangeable(row, call.user, verbFor(call.method === "HEAD" ? "GET" : call.method))) throw forbidden();
    return row;
  };
  const read = async (call, row) => {
    const body = await call.body();
    hooks.beforeSaving?.(call, row, body);
    const context = { store: call.store, user: call.user, row, body, isPartial: call.method === "PATCH" };
    const values = validated(fields, body, context);
    return { body, values: hooks.check?.(values, context) ?? values, context };
  };
  const kept = (row, { set_permissions: grants, ...values }) => {
    if (grants) share(row, grants);
    return Object.assign(row, values);
  };

  const list = (call) => {
    const rows = ordered(filtered(visible(call), kind, call.query), kind, call.query);
    const answer = paged(rows, call, (row) => kind.show(row, call));
    return ok({ ...answer, ...hooks.besideList?.(rows, call) });
  };
  const create = async (call) => {
    const { body, values, context } = await read(call);
    if (isOwned && !("owner" in body)) values.owner = call.user.id;
    hooks.beforeKeeping?.(values, context);
    const { set_permissions: grants, ...rest } = withInitials(fields, values);
    const row = call.store.insert(name, { ...rest, ...hooks.made?.(rest, call) });
    kept(row, { set_permissions: grants });
    call.store.save();
    return created(kind.show(row, { ...call, isNew: true }));
  };
  const retrieve = (call) => ok(kind.show(found(call), call));
  const change = async (call) => {
    const row = found(call);
    const { values, context } = await read(call, row);
    if (isOwned) refuseGivingAway(row, values, call.user);
    hooks.beforeKeeping?.(values, context);
    kept(row, values);
    hooks.changed?.(row, call);
    call.store.save();
    return ok(kind.show(row, call));
  };
  const destroy = (call) => {
    const row = found(call);
    hooks.beforeDeleting?.(call, row);
    for (const { id } of [row, ...(hooks.alsoDeleted?.(call, row) ?? [])]) {
      call.store.remove(name, (each) => each.id === id);
      forget(call.store, kinds, name, id);
    }
    call.store.save();
    return gone();
  };

  const [all, one] = [
    { GET: list, HEAD: list, POST: create },
    { GET: retrieve, HEAD: retrieve, PUT: change, PATCH: change, DELETE: destroy },
  ];
  const without = (methods, left = kind.without ?? []) =>
    Object.fromEntries(Object.entries(methods).filter(([key]) => !left.includes(key)));
  return { model: kind.model, all: without(all), one: without(one) };
}
