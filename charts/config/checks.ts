import { skippedAt } from "../values/clock-changes";
import { checkAddresses } from "./check-addresses";
import { checkCustomers } from "./check-customers";
import { checkInvoices } from "./check-invoices";
import { checkLists } from "./check-lists";
import { checkLockout } from "./check-lockout";
import { checkMachines } from "./check-machines";
import { checkNames } from "./check-names";
import { checkPeers } from "./check-peers";
import { checkPublicResolvers } from "./check-public-resolvers";
import { checkRanges } from "./check-ranges";
import { checkReserves } from "./check-reserves";
import { checkTogether } from "./check-together";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** What no single field can tell: whether the fields agree with each other. */
export function checkConfig(config: Config): Fault[] {
  return [
    checkRanges,
    checkAddresses,
    checkPublicResolvers,
    checkPeers,
    checkLockout,
    checkReserves,
    checkMachines,
    checkNames,
    checkInvoices,
    checkCustomers,
    checkLists,
    checkTogether,
    skippedTimes,
    hostsTwice,
  ].flatMap((check) => check(config));
}

function skippedTimes({ backup, timeZone }: Config): Fault[] {
  const times = {
    "backup.dailyAt": backup.dailyAt,
    "backup.forgetAt": backup.forgetAt,
    "backup.copyWeekly.time": backup.copyWeekly.time,
    "backup.copyMonthly.time": backup.copyMonthly.time,
    "backup.check.time": backup.check.time,
  };
  return Object.entries(times).flatMap(([where, value]) => {
    const skipped = skippedAt(value, timeZone);
    if (!skipped) return [];
    const { from, to } = skipped;
    return [
      {
        where,
        value,
        allowed: `a time that every day has; one day of the year in ${timeZone} goes from ${from} to ${to} at once`,
        fix: `choose ${to} or later, or a time before ${from}`,
      },
    ];
  });
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
