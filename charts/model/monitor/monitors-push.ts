import type { Config } from "../../config/schema";
import { days, type Span } from "../../values/span";
import type { CredentialKey } from "../access/credential";
import type { Job } from "../job";
import type { Route } from "../network/route";
import type { Service } from "../service";
import type { PushMonitor } from "./monitor";

/** What of a stack is watched. */
export interface Watched {
  readonly config: Config;
  readonly services: readonly Service[];
  readonly jobs: readonly Job[];
  readonly routes: readonly Route[];
  has(name: string): boolean;
}

/**
 * The longest interval. Uptime Kuma takes any, but counts an interval anew whenever it starts: one that is longer than the
 * time between two starts never alarms (louislam/uptime-kuma#6866), and one of more than 24 days is more milliseconds than
 * its timer can hold. Retries are kept in its database, so a longer silence is an interval and then retries, during which
 * the monitor shows as pending.
 */
const longest = days(2);

/** One for each job whose last good end is watched by a service that runs. */
export function pushMonitors(stack: Watched): PushMonitor[] {
  return toldOf(stack).map(({ job, token, within }) => pushMonitor(job, token, within(stack.config.timeZone)));
}

/** What each of them is told by. */
export function pushTokens(stack: Watched): CredentialKey[] {
  return toldOf(stack).map(({ token }) => token);
}

function toldOf(stack: Watched) {
  return stack.jobs.flatMap((job) => (job.watched && stack.has(job.watched.service) ? [{ job, ...job.watched }] : []));
}

function pushMonitor({ name, formerly, network, machine, does }: Job, token: CredentialKey, within: Span): PushMonitor {
  const interval = Math.min(within.seconds, longest.seconds);
  const rest = within.seconds - interval;
  // Never longer than the interval, or a good end just after a retry would be missed.
  const maxretries = Math.ceil(rest / longest.seconds);
  return {
    name: `job/${name}`,
    formerly: formerly.map((former) => `job/${former}`),
    group: network,
    machine,
    type: "push",
    description: `${does} Its last good end may be ${within} old${maxretries > 0 ? `; from ${longest} on it shows as pending` : ""}.`,
    interval,
    retryInterval: maxretries > 0 ? Math.ceil(rest / maxretries) : interval,
    maxretries,
    pushTokenFrom: { credential: token.credential.name, key: token.key },
  };
}
