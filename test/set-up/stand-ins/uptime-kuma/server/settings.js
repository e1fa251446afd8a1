/** Keys and values that outlive it, and the entry page, which it has in memory beside them. */
export const settings = (content, checkPassword, tellMaintenance) => {
  const memory = { entryPage: content.settings.entryPage ?? null };

  const closed = {
    getSettings: (_client) => ({ ok: true, data: { serverTimezone: serverTimezone(content), ...content.settings } }),

    setSettings: (_client, data, password) => {
      if (data.disableAuth && !content.settings.disableAuth) checkPassword(password);
      Object.assign(content.settings, data);
      // Whatever stands in the database: without it nobody comes to a status page until the next start.
      memory.entryPage = data.entryPage;
      if (data.serverTimezone && !isTimezone(data.serverTimezone)) throw new Error(`Invalid timezone:${data.serverTimezone}`);
      tellMaintenance();
      return { ok: true };
    },
  };

  return { closed, memory };
};

export const serverTimezone = ({ settings: { serverTimezone: set } }) => (set && isTimezone(set) ? set : (process.env.TZ ?? "UTC"));

const isTimezone = (name) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
};
