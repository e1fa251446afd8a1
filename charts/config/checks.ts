import { Schedule } from "../values/schedule";
import { checkAddresses } from "./check-addresses";
import { checkPeers } from "./check-peers";
import { checkRanges } from "./check-ranges";
import { checkReserves } from "./check-reserves";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** What no single field can tell: whether the fields agree with each other. */
export function checkConfig(config: Config): Fault[] {
  return [checkRanges, checkAddresses, checkPeers, checkReserves, timesInSpringGap, hostsTwice].flatMap((check) => check(config));
}

function timesInSpringGap({ backup }: Config): Fault[] {
  const times = {
    "backup.dailyAt": backup.dailyAt,
    "backup.forgetAt": backup.forgetAt,
    "backup.copyWeekly.time": backup.copyWeekly.time,
    "backup.copyMonthly.time": backup.copyMonthly.time,
    "backup.check.time": backup.check.time,
  };
  return Object.entries(times)
    .filter(([, time]) => Schedule.daily(time).isInSpringGap)
    .map(([where, value]) => ({
      where,
      value,
      allowed: "a time outside 02:00 to 02:59, the hour that is skipped on the night when summer time begins",
      fix: "choose 03:00 or later, or 01:59 or earlier",
    }));
}

function hostsTwice({ hosts }: Config): Fault[] {
  const first = new Map<string, string>();
  const faults: Fault[] = [];
  for (const [site, host] of Object.entries(hosts)) {
    const other = first.get(host);
    if (other)
      faults.push({
        where: `hosts.${site}`,
        value: host,
        allowed: `a name that no other site has; hosts.${other} has this one`,
        fix: "give each site a host name of its own",
      });
    first.set(host, site);
  }
  return faults;
}
