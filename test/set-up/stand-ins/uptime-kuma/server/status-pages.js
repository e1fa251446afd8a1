// What strangers see.
const toldAs = { customCss: "customCSS" };
const analytics = [null, "google", "umami", "plausible", "matomo", "rybbit"];
const remembered = 5 * 60_000;

export const statusPages = ({ content, page: table, group: groups, shows, monitor }, memory) => {
  const bySlug = (slug) => table.all().find((row) => row.slug === slug);
  const domainsOf = ({ id }) => Object.keys(content.domains).filter((domain) => content.domains[domain] === id);

  const config = ({ id: _, icon, ...row }) => ({
    ...Object.fromEntries(Object.entries(row).map(([name, value]) => [toldAs[name] ?? name, value])),
    icon: icon || "/icon.svg",
  });
  const whole = (row) => ({ id: row.id, ...config(row), domainNameList: domainsOf(row) });
  const list = () => Object.fromEntries(table.all().map((row) => [row.id, whole(row)]));

  const saved = (row, settings, icon) => {
    checkSlug(settings.slug);
    if (icon.startsWith("data:") && !icon.startsWith("data:image/png;base64,")) throw new Error("Only allowed PNG logo.");
    if (!analytics.includes(settings.analyticsType)) throw new Error("Invalid analytics type");
    const { id: _, published: __, ...columns } = row;
    const values = Object.fromEntries(Object.keys(columns).map((name) => [name, settings[toldAs[name] ?? name]]));
    table.update(row.id, { ...values, icon: icon.startsWith("data:") ? `/upload/logo${row.id}.png` : icon });
  };

  const saveDomains = ({ id }, names) => {
    if (!Array.isArray(names)) throw new Error("Invalid array");
    if (names.some((name) => typeof name !== "string")) throw new Error("Invalid domain");
    for (const domain of Object.keys(content.domains)) if (content.domains[domain] === id) delete content.domains[domain];
    for (const name of names) if (name.trim()) content.domains[name] = id;
  };

  const saveGroup = ({ id: page }, { id, name, monitorList }, weight) => {
    if (id && groups.get(id)?.page !== page) throw new Error(`the page has no group ${id}`);
    const group = id ? groups.update(id, { name, weight }) : groups.insert({ page, name, weight });
    shows.clear(group.id);
    for (const { id: shown, sendUrl, url } of monitorList) shows.add(group.id, shown, { sendUrl: Number(sendUrl ?? 0), url });
    return group.id;
  };

  const closed = {
    addStatusPage: (_client, title, slug) => {
      if (!title?.trim() || !slug?.trim()) throw new Error("Please input all fields");
      const lower = slug.trim().toLowerCase();
      checkSlug(lower);
      table.insert({ slug: lower, title: title.trim(), theme: "auto", icon: "" });
      return { ok: true, slug: lower };
    },

    getStatusPage: (_client, slug) => ({ ok: true, config: whole(known(bySlug(slug))) }),

    saveStatusPage: (_client, slug, settings, icon, wanted) => {
      const row = known(bySlug(slug));
      saved(row, settings, icon);
      saveDomains(row, settings.domainNameList);
      const ids = [];
      for (const group of wanted) ids.push(saveGroup(row, group, ids.length + 1));
      for (const { id, page } of groups.all()) if (page === row.id && !ids.includes(id)) groups.delete(id);
      if (memory.entryPage === `statusPage-${slug}`) content.settings.entryPage = memory.entryPage = `statusPage-${row.slug}`;
      forget();
      return { ok: true, publicGroupList: wanted.map((group, place) => ({ ...group, id: ids[place] })) };
    },
  };

  const shown = ({ to, sendUrl, url }) => {
    const { id, name, type, url: its } = monitor.get(to);
    return { id, name, sendUrl, type, ...(sendUrl ? { url: url ?? its } : {}) };
  };
  const published = (row) => ({
    config: config(row),
    incidents: [],
    publicGroupList: groups
      .all()
      .filter(({ page }) => page === row.id)
      .sort((a, b) => a.weight - b.weight)
      .map(({ id, name, weight }) => ({ id, name, weight, monitorList: shows.of(id).map(shown) })),
    maintenanceList: [],
  });

  // Five minutes long it says the same at an address, also that there is no page.
  let answers = new Map();
  const forget = () => {
    answers = new Map();
  };
  const atAddress = (address, slug) => {
    const before = answers.get(address);
    if (before && Date.now() - before.at < remembered) return before;
    const row = bySlug(slug.toLowerCase());
    const [status, said] = row ? [200, published(row)] : [404, { status: "fail", msg: "Status Page Not Found" }];
    answers.set(address, { at: Date.now(), status, text: JSON.stringify(said) });
    return answers.get(address);
  };

  const ofDomain = (domain) => table.get(content.domains[domain])?.slug;

  return { closed, list, forget, atAddress, ofDomain, has: (slug) => Boolean(bySlug(slug)) };
};

const known = (row) => {
  if (!row) throw new Error("No slug?");
  return row;
};

const checkSlug = (slug) => {
  if (!/^[a-z\d]+(-[a-z\d]+)*$/i.test(slug)) throw new Error("Invalid Slug");
};
