import { keyOf, marked } from "./kuma.mjs";
import { changed } from "./set-up.mjs";

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

export const enterMaintenance = async (kuma, windows, timeZone, ids) => {
  const ours = new Map();
  for (const live of Object.values(kuma.lists.maintenanceList ?? {}).sort((a, b) => a.id - b.id)) {
    const key = keyOf(live.description);
    if (!key) continue;
    if (ours.has(key)) await remove(kuma, live);
    else ours.set(key, live);
  }
  for (const { machine, weekday, begins, minutes, monitors } of windows) {
    const live = ours.get(machine);
    ours.delete(machine);
    const id = await enterOne(kuma, live, windowOf(machine, weekday, begins, minutes, timeZone));
    await assign(
      kuma,
      id,
      monitors.map((name) => ids.get(name)),
    );
  }
  for (const live of ours.values()) await remove(kuma, live);
};

const windowOf = (machine, weekday, begins, minutes, timezoneOption) => {
  const [hour, minute] = begins.split(":").map(Number);
  const end = hour * 60 + minute + minutes;
  return {
    title: `Restart of ${machine}`,
    description: marked("What runs on it alarms nobody while it restarts after upgrades.", machine),
    strategy: "recurring-weekday",
    active: true,
    intervalDay: 1,
    dateRange: [null],
    timeRange: [
      { hours: hour, minutes: minute },
      { hours: Math.floor(end / 60) % 24, minutes: end % 60 },
    ],
    weekdays: [weekdays.indexOf(weekday)],
    daysOfMonth: [],
    timezoneOption,
  };
};

const enterOne = async (kuma, live, wanted) => {
  if (!live) {
    const { maintenanceID } = await kuma.must("addMaintenance", wanted);
    changed(`added maintenance: ${wanted.title}`);
    return maintenanceID;
  }
  const told = (value) =>
    JSON.stringify(value, (_, inner) => (inner && typeof inner === "object" && !Array.isArray(inner) ? known(inner) : inner));
  const different = Object.keys(wanted).filter((key) => told(live[key]) !== told(wanted[key]));
  if (different.length > 0) {
    await kuma.must("editMaintenance", { ...live, ...wanted });
    changed(`mended maintenance: ${wanted.title} (${different.join(", ")})`);
  }
  return live.id;
};

// Of a time it tells seconds too.
const known = ({ hours, minutes, ...rest }) => (hours === undefined ? rest : { hours, minutes });

const assign = async (kuma, id, monitors) => {
  const { monitors: live } = await kuma.must("getMonitorMaintenance", id);
  const sorted = (list) => JSON.stringify([...list].sort((a, b) => a - b));
  if (sorted(live.map((monitor) => monitor.id)) === sorted(monitors)) return;
  await kuma.must(
    "addMonitorMaintenance",
    id,
    monitors.map((monitor) => ({ id: monitor })),
  );
  changed(`maintenance ${id} has ${monitors.length} monitors`);
};

const remove = async (kuma, { id, title }) => {
  await kuma.must("deleteMaintenance", id);
  changed(`deleted maintenance: ${title}`);
};
