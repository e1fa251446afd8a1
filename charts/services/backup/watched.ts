import { endpoints, type Span, type Watch, type Watcher } from "../vocabulary";
import library from "./lib.sh";
import watchedScript from "./watched.sh";

const uptimeKuma: Watcher = {
  at: endpoints.uptimeKuma,
  command: ["sh", "/scripts/watched.sh"],
  files: { "/scripts/watched.sh": watchedScript, "/scripts/lib.sh": library },
  env: (token) => ({ MONITOR_HOST: endpoints.uptimeKuma.host, MONITOR_PORT: endpoints.uptimeKuma.number, MONITOR_TOKEN_FILE: token }),
};

/**
 * Uptime Kuma raises the alarm when the last good end is older than `within`. Default: the longest pause of the schedule,
 * the time that a run may take, and an hour.
 */
export function watched(within?: Span): Watch {
  return { kind: "watched", by: uptimeKuma, ...(within ? { within } : {}) };
}
