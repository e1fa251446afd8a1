import type { CredentialKey } from "../model/access/credential";
import type { Job } from "../model/job";
import type { Stack } from "../model/stack";
import { days, type Span } from "../values/span";
import type { MonitorBase } from "./monitor-base";

/** A monitor that asks nobody: it is told, and alarms when it hears nothing for too long. */
export interface PushMonitor extends MonitorBase {
  readonly type: "push";
  /** Where the token lies that Uptime Kuma calls `pushToken`; no secret stands in this file. */
  readonly pushTokenFrom: { readonly credential: string; readonly key: string };
}

/**
 * The longest interval. Uptime Kuma takes any, but counts an interval anew whenever it starts: one that is longer than the
 * time between two starts never alarms (louislam/uptime-kuma#6866), and one of more than 24 days is more milliseconds than
 * its timer can hold. Retries are kept in its database, so a longer silence is an interval and then retries, during which
 * the monitor shows as pending.
 */
const longest = days(2);

/** One for each job whose last good end is watched by a service that runs. */
export function pushMonitors(stack: Stack): PushMonitor[] {
  return stack.jobs.flatMap((job) => {
    const { watched } = job;
    return watched && stack.has(watched.service) ? [pushMonitor(job, watched.token, watched.within(stack.config.timeZone))] : [];
  });
}

function pushMonitor({ name, does }: Job, token: CredentialKey, within: Span): PushMonitor {
  const interval = Math.min(within.seconds, longest.seconds);
  const rest = within.seconds - interval;
  // Never longer than the interval, or a good end just after a retry would be missed.
  const maxretries = Math.ceil(rest / longest.seconds);
  return {
    name: `job/${name}`,
    type: "push",
    description: `${does} Its last good end may be ${within} old${maxretries > 0 ? `; from ${longest} on it shows as pending` : ""}.`,
    interval,
    retryInterval: maxretries > 0 ? Math.ceil(rest / maxretries) : interval,
    maxretries,
    pushTokenFrom: { credential: token.credential.name, key: token.key },
  };
}
