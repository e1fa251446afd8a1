import { AddressRange } from "../values/address";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** What is free for networks of one's own (RFC 1918, RFC 6598). Rules for "the internet" leave these out, so pods must live in them. */
const ownRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map((range) => AddressRange.parse(range));

/** How many bits a range may fix: k3s takes 256 pod addresses a node and at most 2^20 Services. */
const bits = { wireguard: [8, 29], pods: [8, 22], services: [12, 24], lan: [8, 29] } as const;

export function checkRanges({ network }: Config): Fault[] {
  const ranges = (["wireguard", "pods", "services", "lan"] as const).map((name) => ({ name, range: network[name] }));
  const unusable = ranges.flatMap(({ name, range }) => unusableRange(name, range));
  return unusable.length > 0 ? unusable : overlaps(ranges);
}

function unusableRange(name: keyof typeof bits, range: AddressRange): Fault[] {
  const where = `network.${name}`;
  const value = `${range}`;
  const [least, most] = bits[name];
  if (bitsOf(range) < least || bitsOf(range) > most) {
    return [{ where, value, allowed: `a range from /${least} to /${most}`, fix: "choose a range of another size" }];
  }
  if (ownRanges.some((own) => own.overlaps(range) && bitsOf(own) <= bitsOf(range))) return [];
  return [{ where, value, allowed: `a range inside ${ownRanges.join(", ")}`, fix: "choose a range that nobody owns on the internet" }];
}

function overlaps(ranges: readonly { readonly name: string; readonly range: AddressRange }[]): Fault[] {
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

function bitsOf(range: AddressRange): number {
  return Number(`${range}`.split("/")[1]);
}
