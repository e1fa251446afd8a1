// What the table takes of a monitor that was sent, or why it takes none.
import { asText, kept, monitorTable } from "./monitor-table.js";

// What the page in the browser sends along, and the table has not.
const ofThePage = new Set([
  "notificationIDList",
  "accepted_statuscodes",
  "humanReadableInterval",
  "globalpingdnsresolvetypeoptions",
  "responsecheck",
]);

/** Of a new one every field is taken, and must be known. */
export const rowToAdd = ({ id: _, ...monitor }) => {
  const given = Object.entries(monitor).filter(([name]) => !ofThePage.has(name));
  const row = { ...Object.fromEntries(given), ...checked(monitor) };
  return typeof row.port === "string" ? { ...row, port: Number(row.port) } : row;
};

/** Of one that is there all fields are taken that can change: a few are emptied when they are missing. */
export const rowToEdit = (monitor) => {
  const columns = Object.keys({ ...monitorTable.required, ...monitorTable.optional }).filter((name) => !kept.includes(name));
  const port = Number.parseInt(monitor.port, 10);
  return {
    ...Object.fromEntries(columns.map((name) => [name, monitor[name]])),
    ...checked(monitor),
    port: Number.isNaN(port) ? null : port,
    proxyId: Number.isInteger(monitor.proxyId) ? monitor.proxyId : null,
    retryOnlyOnStatusCodeFailure: Boolean(monitor.retryOnlyOnStatusCodeFailure),
  };
};

const checked = (monitor) => {
  if (!monitor.accepted_statuscodes.every((code) => typeof code === "string")) throw new Error("Accepted status codes are not all strings");
  if (monitor.interval !== undefined && monitor.interval < 1) throw new Error("Interval cannot be less than 1 seconds");
  if (monitor.retryInterval !== undefined && monitor.retryInterval < 1) throw new Error("Retry interval cannot be less than 1 seconds");
  if (monitor.headers) JSON.parse(monitor.headers);
  return {
    acceptedStatuscodesJson: JSON.stringify(monitor.accepted_statuscodes),
    ...Object.fromEntries(asText.map((name) => [name, JSON.stringify(monitor[name])])),
  };
};
