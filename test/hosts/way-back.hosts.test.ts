import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { AddressRange } from "../../charts/values/address";
import { eventually } from "../api/eventually";
import { Bed } from "./bed/bed";
import { addresses } from "./bed/places";

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.make();
  bed.addDevice("laptop", "admin");
  bed.places.vps.run("bash", "-c", "mkdir -p -m 755 /run/sshd; /usr/sbin/sshd");
});
afterAll(() => bed?.end());

/** Seconds: a machine on which others compute must have looked, or confirmed, before they are over. */
const soon = "10";
const wayIn = () => bed.call("somebody", [`tcp:${addresses.vps}:22`])[0] !== "silent";
const closed = { from: [AddressRange.parse("198.51.100.128/25")], keys: [] };

async function untilOpen(): Promise<void> {
  await eventually("SSH answers again", 30, async () => (wayIn() ? [] : [bed.places.vps.run("cat", "/run/mk360-way-back.log")]));
}

describe("a change that cuts off whoever made it, and that nobody confirms", () => {
  test("is undone by itself, also when it was the first", async () => {
    bed.ssh = closed;
    bed.setUp("vps", "--way-back", soon);
    expect(wayIn()).toBe(false);
    await untilOpen();
    expect(bed.places.vps.run("bash", "-c", "nft list tables; ls /etc/ssh/sshd_config.d")).not.toMatch(/inet mk360|10-mk360/);
  });

  test("goes back to what was confirmed last", async () => {
    bed.ssh = undefined;
    bed.setUp("vps", "--way-back", "60");
    expect(bed.setUp("vps", "--confirm")).toBe("confirmed\n");
    const before = bed.places.vps.run("nft", "list", "table", "inet", "mk360");
    bed.ssh = closed;
    bed.setUp("vps", "--way-back", soon);
    expect(wayIn()).toBe(false);
    await untilOpen();
    expect(bed.places.vps.run("nft", "list", "table", "inet", "mk360")).toBe(before);
  });
});

describe("a change that is confirmed", () => {
  test("stays", async () => {
    bed.ssh = closed;
    bed.setUp("vps", "--way-back", soon);
    bed.setUp("vps", "--confirm");
    await new Promise((resolve) => setTimeout(resolve, (Number(soon) + 2) * 1000));
    expect(wayIn()).toBe(false);
  });
});

test("a run that changes nothing needs no confirmation", () => {
  expect(bed.setUp("vps", "--way-back", soon)).toBe("nothing to change\n");
  expect(bed.places.vps.run("bash", "-c", "ls /run/mk360-way-back.pid 2>/dev/null || true")).toBe("");
});
