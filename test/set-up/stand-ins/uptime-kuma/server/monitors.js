import { Unanswered } from "./conversation.js";
import { rowToAdd, rowToEdit } from "./monitor-row.js";
import { asText, hidden } from "./monitor-table.js";

/** What is watched; nothing is ever asked whether it is there. */
export const monitors = ({ monitor: table, mails }, conversation, forgetPages) => {
  const children = (id) => table.all().filter(({ parent }) => parent === id);
  const descendants = (id) => children(id).flatMap((child) => [child.id, ...descendants(child.id)]);
  const ancestors = ({ parent }) => (table.get(parent) ? [...ancestors(table.get(parent)), table.get(parent)] : []);

  const told = (row) => {
    const above = ancestors(row);
    const isHeld = above.some(({ active }) => !active);
    const path = [...above, row].map(({ name }) => name);
    const plain = Object.entries(row).filter(([name]) => !hidden.includes(name));
    return {
      ...Object.fromEntries(plain.map(([name, value]) => [name, typeof table.columns[name] === "boolean" ? Boolean(value) : value])),
      ...Object.fromEntries(asText.map((name) => [name, JSON.parse(row[name])])),
      accepted_statuscodes: JSON.parse(row.acceptedStatuscodesJson),
      notificationIDList: Object.fromEntries(mails.of(row.id).map(({ to }) => [to, true])),
      ...{ path, pathName: path.join(" / "), childrenIDs: descendants(row.id), active: row.active && !isHeld, forceInactive: isHeld },
      ...{ tags: [], maintenance: false, screenshot: null, includeSensitiveData: true },
    };
  };
  const list = (rows = table.all()) => Object.fromEntries(rows.map((row) => [row.id, told(row)]));
  const tell = (event, content) => conversation.tell(event, content);
  const tellOf = (id) => tell("updateMonitorIntoList", list([table.get(id)]));

  const mail = (id, chosen) => {
    mails.clear(id);
    for (const [notification, isWanted] of Object.entries(chosen ?? {})) if (isWanted) mails.add(id, notification);
  };
  const own = (id) => {
    if (!table.get(id)) throw new Error("You do not own this monitor.");
    return id;
  };
  const checkParent = ({ parent }) => {
    if ((parent ?? null) !== null && !table.get(parent)) throw new Error("SQLITE_CONSTRAINT: FOREIGN KEY constraint failed");
  };
  const setActive = (id, active) => {
    table.update(own(id), { active });
    tellOf(id);
    return { ok: true };
  };
  const remove = (id) => {
    for (const child of children(id)) table.update(child.id, { parent: null });
    table.delete(id);
  };

  const closed = {
    add: (_client, monitor) => {
      const row = rowToAdd(monitor);
      checkParent(row);
      const { id } = monitor.id ? table.update(own(monitor.id), row) : table.insert(row);
      mail(id, monitor.notificationIDList);
      tellOf(id);
      return { ok: true, monitorID: id };
    },

    editMonitor: (_client, monitor) => {
      const before = table.get(monitor.id);
      if (!before) throw new Error(`there is no monitor ${monitor.id}`);
      if (descendants(before.id).includes(monitor.parent)) throw new Error("Invalid Monitor Group");
      // It follows the parents of this one for ever.
      if (monitor.parent === before.id) throw new Unanswered();
      const row = rowToEdit(monitor);
      checkParent(row);
      if (before.type === "group" && monitor.type !== "group") for (const { id } of children(before.id)) table.update(id, { parent: null });
      table.update(before.id, row);
      mail(before.id, monitor.notificationIDList);
      tellOf(before.id);
      return { ok: true, monitorID: before.id };
    },

    deleteMonitor: (_client, id, deleteChildren) => {
      const isGroup = table.get(id)?.type === "group";
      const within = isGroup ? children(id) : [];
      for (const child of within) {
        if (!deleteChildren) table.update(child.id, { parent: null });
        else for (const each of [...descendants(child.id), child.id]) remove(each);
        if (deleteChildren) tell("deleteMonitorFromList", child.id);
        else tellOf(child.id);
      }
      if (table.get(id)) remove(id);
      forgetPages();
      conversation.tellBehindAnswer("deleteMonitorFromList", () => id);
      return { ok: true };
    },

    pauseMonitor: (_client, id) => setActive(id, false),
    resumeMonitor: (_client, id) => setActive(id, true),

    getMonitor: (_client, id) => ({ ok: true, monitor: told(table.get(own(id))) }),

    getMonitorList: (_client) => {
      tell("monitorList", list());
      return { ok: true };
    },
  };

  /** What a job says of itself. */
  const beat = (token) => table.all().some(({ pushToken, active }) => pushToken === token && active);

  return { closed, list, beat };
};
