import { Schedule } from "../values/schedule";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** What no single field can tell: whether the fields agree with each other. */
export function checkConfig(config: Config): Fault[] {
  return [...rangesOverlap(config), ...addressesOutside(config), ...peers(config), ...timesInSpringGap(config), ...hostsTwice(config)];
}

function rangesOverlap({ network }: Config): Fault[] {
  const ranges = (["wireguard", "pods", "services", "lan"] as const).map((name) => ({ name, range: network[name] }));
  return ranges.flatMap(({ name, range }, index) =>
    ranges
      .slice(0, index)
      .filter((other) => other.range.overlaps(range))
      .map((other) => ({
        where: `network.${name}`,
        value: `${range}`,
        allowed: `a range that does not overlap network.${other.name} (${other.range})`,
        fix: "choose ranges that have no address in common",
      })),
  );
}

function addressesOutside({ network, nas }: Config): Fault[] {
  const belongs = [
    ["network.vpsWireguard", network.vpsWireguard, "network.wireguard", network.wireguard],
    ["network.nasWireguard", network.nasWireguard, "network.wireguard", network.wireguard],
    ["network.lanResolver", network.lanResolver, "network.lan", network.lan],
    ["nas.lanAddress", nas.lanAddress, "network.lan", network.lan],
    ["nas.bulk.server", nas.bulk.server, "network.lan", network.lan],
  ] as const;
  return belongs
    .filter(([, address, , range]) => !range.contains(address))
    .map(([where, value, name, range]) => ({
      where,
      value,
      allowed: `an address in ${name} (${range})`,
      fix: `take an address from ${range}, or correct ${name}`,
    }));
}

function peers({ network, wireguard }: Config): Fault[] {
  const taken = new Map([
    [network.vpsWireguard, "network.vpsWireguard"],
    [network.nasWireguard, "network.nasWireguard"],
  ]);
  const seen = new Map<string, string>();
  const faults: Fault[] = [];
  if (network.vpsWireguard === network.nasWireguard) {
    faults.push({
      where: "network.nasWireguard",
      value: network.nasWireguard,
      allowed: "an address that no other device has",
      fix: "give each machine an address of its own",
    });
  }
  for (const [index, peer] of wireguard.peers.entries()) {
    const at = `wireguard.peers[${index}]`;
    if (!network.wireguard.contains(peer.address)) {
      faults.push({
        where: `${at}.address`,
        value: peer.address,
        allowed: `an address in network.wireguard (${network.wireguard})`,
        fix: "take a free address of that range",
      });
    }
    const owner = taken.get(peer.address);
    if (owner) {
      faults.push({
        where: `${at}.address`,
        value: peer.address,
        allowed: `an address that no other device has; ${owner} has this one`,
        fix: "give each device an address of its own",
      });
    }
    taken.set(peer.address, `${at}.address`);
    for (const field of ["name", "publicKey"] as const) {
      const other = seen.get(`${field} ${peer[field]}`);
      if (other) {
        faults.push({
          where: `${at}.${field}`,
          value: peer[field],
          allowed: `a ${field} that no other peer has; ${other} has this one`,
          fix: "list each device once, with a key of its own",
        });
      }
      seen.set(`${field} ${peer[field]}`, `${at}.${field}`);
    }
  }
  return faults;
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
