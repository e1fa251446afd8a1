// When nobody is alarmed. Of the ways to say when it knows the one by weekdays alone.
import { serverTimezone } from "./settings.js";

export const maintenance = ({ content, maintenance: table, covers, monitor }, conversation, forgetPages) => {
  // Until the next start it has in memory what an edit said, and so nothing of what that left out.
  const leftOut = new Map();
  const told = ({ startDate, endDate, startTime, endTime, ...stored }) => {
    const { timezone: option, ...row } = { ...stored, ...leftOut.get(stored.id) };
    const timezone = !option || option === "SAME_AS_SERVER" ? serverTimezone(content) : option;
    return {
      ...row,
      active: Boolean(row.active),
      dateRange: [startDate, ...(endDate ? [endDate] : [])],
      timeRange: [timeOf(startTime), timeOf(endTime)],
      weekdays: listOf(row.weekdays),
      daysOfMonth: listOf(row.daysOfMonth),
      timeslotList: [],
      durationMinutes: Math.trunc(row.duration / 60),
      timezone,
      timezoneOption: option,
      timezoneOffset: offsetOf(timezone),
      status: row.active ? "scheduled" : "inactive",
    };
  };
  const list = () => Object.fromEntries(table.all().map((row) => [row.id, told(row)]));
  const tellAll = () => conversation.tell("maintenanceList", list());
  const tellBehindAnswer = () => conversation.tellBehindAnswer("maintenanceList", list);

  const closed = {
    addMaintenance: (_client, window) => {
      const { id } = table.insert(rowOf(window));
      tellAll();
      return { ok: true, maintenanceID: id };
    },

    editMaintenance: (_client, window) => {
      if (!table.get(window.id)) throw new Error(`there is no maintenance ${window.id}`);
      const row = rowOf(window);
      table.update(window.id, row);
      leftOut.set(window.id, Object.fromEntries(Object.entries(row).filter(([, value]) => value === undefined)));
      tellAll();
      return { ok: true, maintenanceID: window.id };
    },

    deleteMaintenance: (_client, id) => {
      table.delete(id);
      forgetPages();
      tellBehindAnswer();
      return { ok: true };
    },

    addMonitorMaintenance: (_client, id, monitors) => {
      covers.clear(id);
      for (const each of monitors) covers.add(id, each.id);
      forgetPages();
      return { ok: true };
    },

    getMonitorMaintenance: (_client, id) => ({ ok: true, monitors: covers.of(id).map(({ to }) => ({ id: monitor.get(to).id })) }),
  };

  return { closed, list, tellBehindAnswer };
};

const rowOf = ({ title, description, strategy, active, intervalDay, timezoneOption, dateRange, timeRange, weekdays, daysOfMonth }) => {
  const [startDate, endDate] = [dateRange[0] || null, dateRange[1] || null];
  for (const date of [startDate, endDate]) if (date && Number.isNaN(new Date(date).getTime())) throw new Error("Invalid start or end date");
  if (strategy !== "recurring-weekday") throw new Error(`the stand-in knows no maintenance that is ${strategy}`);
  const [begins, ends] = [timeRange[0], timeRange[1]].map(minutesOf);
  const days = [...weekdays].sort((a, b) => a - b);
  if (days.length === 0 || !days.every((day) => Number.isInteger(day) && day >= 0 && day <= 7))
    throw new Error(`CronPattern: no days of a week: ${days}`);
  return {
    ...{ title, description, strategy, active, intervalDay, timezone: timezoneOption, startDate, endDate },
    startTime: textOf(timeRange[0]),
    endTime: textOf(timeRange[1]),
    weekdays: JSON.stringify(weekdays),
    daysOfMonth: JSON.stringify(daysOfMonth),
    cron: `${begins % 60} ${Math.floor(begins / 60)} * * ${days.join(",")}`,
    duration: ((ends - begins + 24 * 60) % (24 * 60)) * 60,
  };
};

const minutesOf = ({ hours, minutes }) => {
  const isTime = Number.isInteger(hours) && Number.isInteger(minutes) && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
  if (!isTime) throw new Error(`CronPattern: no time of a day: ${hours}:${minutes}`);
  return hours * 60 + minutes;
};

const listOf = (text) => (text ? JSON.parse(text) : []);

const textOf = (time) => [time.hours, time.minutes, time.seconds || 0].join(":");

const timeOf = (text) => {
  const [hours, minutes, seconds] = text.split(":").map(Number);
  return { hours, minutes, seconds };
};

const offsetOf = (timeZone) => {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts();
  return parts.find(({ type }) => type === "timeZoneName").value.slice("GMT".length) || "+00:00";
};
