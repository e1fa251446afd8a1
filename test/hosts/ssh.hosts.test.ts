import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { bedFolder } from "../bed/place";
import { Bed } from "./bed/bed";
import { addresses } from "./bed/places";

const log = "held";
let bed: Bed;
beforeAll(async () => {
  bed = await Bed.make();
  bed.addDevice("laptop", "admin");
  // As the provider hands a server over: whoever guesses the password is in.
  bed.places.vps.run(
    "bash",
    "-c",
    "mkdir -p -m 755 /run/sshd; echo 'PasswordAuthentication yes' >/etc/ssh/sshd_config.d/50-cloud-init.conf; /usr/sbin/sshd",
  );
});
afterAll(() => bed?.end());

/** What ssh says and how it ends, from the internet. */
function ssh(...words: string[]): string {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"].flatMap((option) => [
    "-o",
    option,
  ]);
  const command = ["ssh", ...options, ...words].map((word) => `'${word}'`).join(" ");
  return bed.places.somebody.run("bash", "-c", `${command} 2>&1 || true`);
}

const key = () => join(bedFolder("vps"), "owner");
const offered = () => ssh("-o", "PreferredAuthentications=none", `root@${addresses.vps}`, "true");

test("before, passwords are asked for", () => {
  expect(offered()).toMatch(/Permission denied \(publickey,password/);
});

test("the script is refused where nobody has a key, and changes nothing", () => {
  const { vps } = bed.places;
  vps.run("mv", "/root/.ssh/authorized_keys", "/root/.ssh/away");
  try {
    expect(() => bed.setUp("vps")).toThrow(/nobody has an SSH key on this machine/);
    expect(vps.run("bash", "-c", "ls /etc/mk360 /etc/wireguard/wg0.conf 2>/dev/null || true")).toBe("");
  } finally {
    vps.run("mv", "/root/.ssh/away", "/root/.ssh/authorized_keys");
  }
});

describe("after the script", () => {
  beforeAll(async () => {
    const command = ["ssh", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-i", key(), `root@${addresses.vps}`];
    bed.places.somebody.start(log, [...command, "while sleep 0.1; do printf .; done"]);
    await eventually("somebody has logged in", 30, async () =>
      bed.places.somebody.log(log).includes("...") ? [] : [bed.places.somebody.log(log)],
    );
    bed.setUp("vps");
  });

  test("a key is all that is asked for, whatever the provider's file says", () => {
    expect(offered()).toMatch(/Permission denied \(publickey\)\./);
  });

  test("who has a key is let in", () => {
    expect(ssh("-i", key(), `root@${addresses.vps}`, "echo in")).toBe("in\n");
  });

  test("who was logged in still is", async () => {
    const before = bed.places.somebody.log(log).length;
    await eventually("it goes on", 10, async () => (bed.places.somebody.log(log).length > before + 10 ? [] : ["silent"]));
  });
});
