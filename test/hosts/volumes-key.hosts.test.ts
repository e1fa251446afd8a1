import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { generateX25519Identity } from "age-encryption";
import { eventually } from "../api/eventually";
import { Bed } from "./bed/bed";
import { HomeOwner } from "./bed/owner";

const storage = "/var/lib/rancher/k3s/storage";
const state = "/var/lib/rancher/k3s/server";
const kept = "secrets/machines/vps.age";
let bed: Bed;
let owner: HomeOwner;
beforeAll(async () => {
  bed = await Bed.make();
  owner = new HomeOwner(bed);
  owner.synth();
  owner.knowKeys(["vps", "nas"]);
});
afterAll(() => {
  bed?.end();
  owner?.remove();
});

const on = (machine: "vps" | "nas", script: string) => bed.places[machine].run("bash", "-c", script);
const open = () => on("vps", `findmnt -n -o TARGET --mountpoint ${storage}; findmnt -n -o TARGET --mountpoint ${state}; true`);
const bothOpen = `${storage}\n${state}\n`;
/** As after a restart of the server: nothing is mounted or open, and it listens for its key. */
const restart = () =>
  on("vps", `umount ${state} ${storage}; cryptsetup close mk360-volumes; rm -rf /run/mk360; systemctl start mk360-unlock.socket`);
const give = () => on("nas", "bash /etc/mk360/give-keys.sh 2>&1");
const reaches = (from: "nas" | "homeDevice" | "somebody", address: string) => bed.call(from, [`tcp:${address}:7360`])[0];

describe("the key of the server's volumes", () => {
  test("is made by the set-up, and lies on this computer for its owner alone, and with the NAS", () => {
    const { code, said } = owner.types("hosts", "set-up");
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining(`vps: the key of its volumes is ${kept}`) });
    expect(owner.read(kept)).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(on("nas", "stat -c '%a %U %s' /etc/mk360/keys/vps")).toBe("600 root 64\n");
    expect(open()).toBe(bothOpen);
  });

  test("is opened by the program age too, with the owner's age key", () => {
    const opened = bed.places.homeDevice.run("age", "-d", "-i", owner.ageKeyFile, `${owner.folder}/${kept}`);
    expect(opened).toBe(on("nas", "cat /etc/mk360/keys/vps"));
  });

  test("lies nowhere else: not on the server, nor in the clear on this computer", () => {
    const key = on("nas", "cat /etc/mk360/keys/vps");
    expect(on("vps", `grep -rlsF ${key} /etc /var/lib/mk360 /run/mk360 /root || true`)).toBe("");
    expect(bed.places.homeDevice.run("bash", "-c", `grep -rlF ${key} ${owner.folder} ${owner.home} || true`)).toBe("");
  });

  test.each([
    ["vps", "mk360-unlock.socket"],
    ["vps", "var-lib-rancher-k3s-storage.mount"],
    ["vps", "var-lib-rancher-k3s-server.mount"],
    ["nas", "mk360-give-keys.timer"],
  ] as const)("is waited for and given on %s by a unit that systemd understands: %s", (machine, unit) => {
    expect(on(machine, `systemd-analyze verify /etc/systemd/system/${unit} 2>&1`)).toBe("");
  });

  test("stays what it is when the set-up runs again", () => {
    const before = owner.read(kept);
    expect(owner.types("hosts", "set-up")).toEqual({ code: 0, said: "vps:\nnothing to change\nnas:\nnothing to change\n" });
    expect(owner.read(kept)).toBe(before);
  });

  test("is given by the NAS after a restart, through the tunnel; then nobody listens any more", async () => {
    restart();
    expect(open()).toBe("");
    await eventually("the server listens for its key", 20, async () => {
      const outcome = reaches("nas", "10.77.0.1") ?? "";
      return outcome === "refused" || outcome === "silent" ? [outcome] : [];
    });
    expect([reaches("homeDevice", "203.0.113.10"), reaches("somebody", "203.0.113.10")]).toEqual(["silent", "silent"]);
    expect(give()).toBe("vps says: the volumes are open\n");
    expect(open()).toBe(bothOpen);
    expect(on("vps", "tail -n 1 /run/k3s-starts")).toBe("server\n");
    expect([reaches("nas", "10.77.0.1"), give()]).toEqual(["refused", ""]);
  });

  test("opens nothing when it is another one, and the NAS says so", () => {
    restart();
    on("nas", "cp /etc/mk360/keys/vps /run/right; printf '%064d' 0 >/etc/mk360/keys/vps");
    expect(give()).toBe("vps says: the volumes are not opened by this key\n");
    expect(open()).toBe("");
    on("nas", "cp /run/right /etc/mk360/keys/vps");
  });

  test("is given by its owner where the NAS is away", () => {
    expect(owner.types("hosts", "unlock", "vps")).toEqual({ code: 0, said: "vps: the volumes are open\n" });
    expect(open()).toBe(bothOpen);
    expect(owner.types("hosts", "unlock")).toEqual({ code: 0, said: "vps: the volumes are open\n" });
  });

  test("is not read by another age key", async () => {
    const own = readFileSync(owner.ageKeyFile, "utf8");
    writeFileSync(owner.ageKeyFile, `${await generateX25519Identity()}\n`);
    const { code, said } = owner.types("hosts", "unlock", "vps");
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/^secrets\/machines\/vps\.age is .*a file that your age key opens/),
    });
    writeFileSync(owner.ageKeyFile, own);
  });

  test("is asked back, and not made anew, where its file is lost", () => {
    const text = owner.read(kept);
    owner.run("rm", [kept]);
    for (const command of ["set-up", "unlock"]) {
      const { code, said } = owner.types("hosts", command, "vps");
      expect({ code, said }).toEqual({
        code: 1,
        said: expect.stringMatching(/^secrets\/machines\/vps\.age is "?not there.*git checkout/s),
      });
    }
    owner.write(kept, text);
  });

  test("is missing on a NAS that is new, which hosts check says", () => {
    on("nas", "rm /etc/mk360/keys/vps");
    expect(on("nas", "bash /etc/mk360/report.sh")).toContain(
      "says the key of the volumes of vps is not here: mk360 hosts set-up brings it\n",
    );
  });

  test("is of no machine whose volumes are in the clear", () => {
    expect(owner.types("hosts", "unlock", "nas")).toMatchObject({
      code: 1,
      said: expect.stringContaining("machines whose volumes are encrypted"),
    });
  });
});
