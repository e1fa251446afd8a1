import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { timeZoneNames } from "../../charts/config/time-zone-names";
import { skippedTimes } from "../../charts/values/clock-changes";
import { describeReal, onlyIfThere, onPath } from "../support/real";

const zoneinfo = "/usr/share/zoneinfo";
const zdump = onPath("zdump");

/** `... = Sun Mar 29 01:59:59 2026 CET isdst=0 gmtoff=3600`: the last second before a change, and the first behind it. */
const line = /^(\S+) .* = \S+ +\S+ +\d+ (\d\d:\d\d):\d\d \d+ \S+ isdst=\d gmtoff=(-?\d+)$/;

/** The C library's own reader of the database: what every zone goes over in these years. */
function skippedByLibrary(zones: readonly string[]): Map<string, Set<string>> {
  const skipped = new Map(zones.map((zone) => [zone, new Set<string>()]));
  const options = ["-V", "-c", "2026,2034"];
  const printed = execFileSync(zdump ?? "", [...options, ...zones], { encoding: "utf8", maxBuffer: 2 ** 26 });
  let before: RegExpExecArray | null = null;
  for (const text of printed.split("\n")) {
    const now = line.exec(text);
    const [zone = "", time = "", offset = ""] = now?.slice(1) ?? [];
    const isBehind: boolean = before !== null && before[1] === zone;
    if (before && isBehind && Number(offset) > Number(before[3])) {
      const minutes = (Number(offset) - Number(before[3])) / 60;
      skipped.get(zone)?.add(`${minus(time, minutes)} ${time}`);
    }
    before = isBehind ? null : now;
  }
  return skipped;
}

function minus(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return new Date((hour * 60 + minute - minutes) * 60_000).toISOString().slice(11, 16);
}

describeReal("the C library and we", { zdump, zoneinfo: onlyIfThere(zoneinfo) }, () => {
  test("agree on what every time zone skips", () => {
    const zones = timeZoneNames.filter((zone) => onlyIfThere(`${zoneinfo}/${zone}`));
    const ours = zones.map((zone) => [zone, skippedTimes(zone).map(({ from, to }) => `${from} ${to}`)]);
    const theirs = [...skippedByLibrary(zones)].map(([zone, skipped]) => [zone, [...skipped]]);
    expect(zones.length).toBeGreaterThan(300);
    expect(ours).toEqual(theirs);
  });
});
