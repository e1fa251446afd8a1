import { changed, Unfinished } from "./set-up.mjs";

export const enterStatusPage = async (kuma, url, { slug, title, host, groups }, ids) => {
  const isThere = Object.values(kuma.lists.statusPageList ?? {}).some((page) => page.slug === slug);
  if (!isThere) {
    await kuma.must("addStatusPage", title, slug);
    changed(`added the status page ${slug}`);
  }
  const { config } = await kuma.must("getStatusPage", slug);
  const live = await groupsOf(url, slug);
  const wanted = groups.map(({ name, monitors }) => ({ name, monitors: monitors.map((monitor) => ids.get(monitor)) }));
  const isSame =
    config.title === title &&
    config.domainNameList.includes(host) &&
    wanted.every(({ name, monitors }) => JSON.stringify(live.get(name)?.monitors) === JSON.stringify(monitors));
  if (isSame) return;
  const others = [...live].filter(([name]) => !groups.some((group) => group.name === name)).map(([, group]) => group.whole);
  await kuma.must(
    "saveStatusPage",
    slug,
    { analyticsType: null, ...config, title, domainNameList: [...new Set([...config.domainNameList, host])] },
    config.icon ?? "",
    [
      ...wanted.map(({ name, monitors }) => ({
        ...(live.has(name) ? { id: live.get(name).whole.id } : {}),
        name,
        monitorList: monitors.map((id) => live.get(name)?.whole.monitorList.find((monitor) => monitor.id === id) ?? { id }),
      })),
      ...others,
    ],
  );
  changed(`${isThere ? "mended" : "filled"} the status page ${slug}`);
};

// What strangers see: the socket does not tell which monitors stand on a page.
const groupsOf = async (url, slug) => {
  // Without a query of its own, an answer may be five minutes old, that there is no such page too.
  const answer = await fetch(`${url}/api/status-page/${slug}?at=${Date.now()}`);
  if (!answer.ok) throw new Unfinished(`the status page ${slug} answers ${answer.status}`, "publish it in Uptime Kuma, or delete it there");
  const { publicGroupList } = await answer.json();
  return new Map(publicGroupList.map((group) => [group.name, { whole: group, monitors: group.monitorList.map(({ id }) => id) }]));
};
