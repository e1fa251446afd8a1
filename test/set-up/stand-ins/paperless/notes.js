// The notes of one document. Whoever may not see it is told so, whoever may not change it too; a note that cannot be kept is
// answered 200 with an error in it.
import { ok } from "./answer.js";
import { isChangeable, isVisible } from "./ownership.js";
import { may } from "./permissions.js";
import { forbidden, notFound, Refusal } from "./refusal.js";

const documentOf = ({ store, user, id }) => {
  const row = store.find("documents", Number(id));
  if (!row) throw notFound();
  if (!isVisible(row, user)) throw new Refusal(403, "Insufficient permissions to view notes");
  return row;
};

const shown = (row) => [...(row.notes ?? [])].reverse();

const post = async (call) => {
  const { store, user } = call;
  if (!may(store, user, "add_note")) throw forbidden();
  const row = documentOf(call);
  if (!isChangeable(row, user, "change")) throw new Refusal(403, "Insufficient permissions to create notes");
  const { note } = await call.body();
  if (typeof note !== "string") return ok({ error: "Error saving note, check logs for more detail." });
  row.notes = [
    ...(row.notes ?? []),
    { id: store.nextId("notes"), note, created: new Date().toISOString(), user: { id: user.id, username: user.username } },
  ];
  store.save();
  return ok(shown(row));
};

const get = (call) => {
  if (!may(call.store, call.user, "view_note")) throw forbidden();
  return ok(shown(documentOf(call)));
};

export const notes = { GET: get, POST: post };
