/** Ways to tell the owner; nothing is ever sent. */
export const notifications = ({ notification: table, monitor, mails }, conversation) => {
  const list = () => table.all().map((row) => ({ ...row, userId: 1 }));
  const known = (id) => {
    if (!table.get(id)) throw new Error("notification not found");
    return id;
  };

  const closed = {
    addNotification: (_client, notification, id) => {
      const before = id ? known(id) : undefined;
      const { applyExisting, isDefault, name = null } = notification;
      const row = { name, config: JSON.stringify({ ...notification, applyExisting: false }), isDefault: isDefault || false };
      const after = before ? table.update(before, row) : table.insert(row);
      if (applyExisting)
        for (const each of monitor.all()) if (!mails.of(each.id).some(({ to }) => to === after.id)) mails.add(each.id, after.id);
      conversation.tell("notificationList", list());
      return { ok: true, id: after.id };
    },

    deleteNotification: (_client, id) => {
      table.delete(known(id));
      conversation.tell("notificationList", list());
      return { ok: true };
    },
  };

  return { closed, list };
};
