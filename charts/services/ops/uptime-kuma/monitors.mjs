import { keyOf, marked } from "./kuma.mjs";
import { changed, say, secretIn } from "./set-up.mjs";

// What Uptime Kuma wants of each monitor, whatever its type.
const base = {
  accepted_statuscodes: ["200-299"],
  conditions: [],
  kafkaProducerBrokers: [],
  kafkaProducerSaslOptions: { mechanism: "None" },
  rabbitmqNodes: [],
};
const groupBase = { type: "group", interval: 60, retryInterval: 60, maxretries: 0, parent: null };

const keyOfGroup = (group) => `group/${group}`;

/** The numbers of the monitors, by their names in the model. */
export const enterMonitors = async (kuma, monitors, notifications) => {
  const ours = new Map();
  for (const monitor of Object.values(kuma.lists.monitorList).sort((a, b) => a.id - b.id)) {
    const key = keyOf(monitor.description);
    if (!key) continue;
    const first = ours.get(key);
    if (!first) ours.set(key, monitor);
    // Two runs at one time made it twice: the first has the history.
    else if (first.name === monitor.name) await remove(kuma, monitor, "a second time");
    else await giveAway(kuma, monitor);
  }
  const groups = [...new Set(monitors.map(({ group }) => group))];
  const ids = new Map();
  const enter = async (key, formerly, wanted) => {
    const known = [key, ...formerly].find((name) => ours.has(name));
    ids.set(key, await enterOne(kuma, ours.get(known) ?? theSame(kuma, wanted), wanted));
    ours.delete(known);
  };
  for (const group of groups) {
    // A group follows what is in it, which alarms by itself.
    await enter(keyOfGroup(group), [], { ...groupBase, name: group, description: marked(`Network ${group}`, keyOfGroup(group)) });
  }
  for (const { name, formerly, group, machine: _, description, pushTokenFile, ...rest } of monitors) {
    await enter(name, formerly, {
      ...rest,
      name,
      description: marked(description, name),
      parent: ids.get(keyOfGroup(group)),
      ...(pushTokenFile ? { pushToken: secretIn(pushTokenFile) } : {}),
      notifications,
    });
  }
  for (const monitor of ours.values()) await remove(kuma, monitor, "which the model has no more");
  return ids;
};

const enterOne = async (kuma, live, { notifications = [], ...wanted }) => {
  const told = Object.fromEntries(notifications.map((id) => [id, true]));
  if (!live) {
    const { monitorID } = await kuma.must("add", { ...base, ...wanted, notificationIDList: told });
    changed(`added monitor ${wanted.name}`);
    return monitorID;
  }
  const isTold = notifications.every((id) => live.notificationIDList?.[id] === true);
  const different = Object.keys(wanted).filter((key) => JSON.stringify(live[key]) !== JSON.stringify(wanted[key]));
  if (different.length > 0 || !isTold) {
    // The whole object: some of what is missing in it would be blanked.
    const notificationIDList = { ...live.notificationIDList, ...told };
    await kuma.must("editMonitor", { ...live, ...wanted, notificationIDList });
    changed(`mended monitor ${wanted.name}: ${[...different, ...(isTold ? [] : ["notification"])].join(", ")}`);
  }
  if (!live.active) {
    await kuma.must("resumeMonitor", live.id);
    changed(`resumed monitor ${wanted.name}, which was paused by hand`);
  }
  return live.id;
};

// What the owner entered by hand from the list of monitors, before a program did that: it has the history.
const theSame = (kuma, { name, type, url, hostname, port, pushToken }) =>
  type === "group"
    ? undefined
    : Object.values(kuma.lists.monitorList).find(
        (live) =>
          !keyOf(live.description) &&
          live.name === name &&
          live.type === type &&
          (type !== "http" || live.url === url) &&
          (type !== "port" || (live.hostname === hostname && live.port === port)) &&
          (type !== "push" || live.pushToken === pushToken),
      );

// A copy of one of ours under another name is the owner's; he has made it from ours, with our mark.
const giveAway = async (kuma, monitor) => {
  await kuma.must("editMonitor", { ...monitor, description: monitor.description.replace(/ \(mk360: \S+\)$/, "") });
  changed(`took our mark off monitor ${monitor.name}, which is a copy of one of ours`);
};

const remove = async (kuma, { id, name }, why) => {
  // What the owner put into a group of ours is let go, not deleted.
  await kuma.must("deleteMonitor", id, false);
  changed(`deleted monitor ${name}, ${why}`);
  say(`its history went with it`);
};
