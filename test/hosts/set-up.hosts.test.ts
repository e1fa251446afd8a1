import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Bed } from "./bed/bed";

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.make();
  bed.addDevice("laptop", "admin");
  // As mk360 brings it there from the server.
  bed.places.nas.run("bash", "-c", "umask 077; mkdir -p /etc/rancher/k3s; echo token >/etc/rancher/k3s/agent-token");
});
afterAll(() => bed?.end());

/** All that a run may change on a machine. */
const stateOf = (machine: "vps" | "nas") =>
  bed.places[machine].run(
    "bash",
    "-c",
    "find /etc -xdev -newermt @0 -type f -path '*mk360*' -exec sha256sum {} + | sort; cat /etc/wireguard/wg0.* 2>/dev/null; nft list table inet mk360 2>/dev/null; ufw status 2>/dev/null; ufw show added 2>/dev/null; ls /etc/ufw; wg show wg0 2>/dev/null | grep -v -e handshake -e transfer -e port; ls /run/systemd-enabled 2>/dev/null || true",
  );

describe.each(["vps", "nas"] as const)("the script of %s", (machine) => {
  test("says what it would do, and does nothing", () => {
    const before = stateOf(machine);
    const said = bed.setUp(machine, "--dry-run");
    expect(said).toMatch(/^would: write \/etc\/wireguard\/wg0\.conf$/m);
    expect(said).toMatch(/changes; nothing was done\n$/);
    expect(stateOf(machine)).toBe(before);
  });

  test("does all of it", () => {
    expect(bed.setUp(machine)).toMatch(/changes done\n$/);
    for (const done of ["table inet mk360", "interface: wg0", "mk360-firewall"]) expect(stateOf(machine)).toContain(done);
  });

  test("changes nothing when it runs again", () => {
    const before = stateOf(machine);
    expect(bed.setUp(machine)).toBe("nothing to change\n");
    expect(stateOf(machine)).toBe(before);
  });

  test("has nothing to change after a restart of the machine, which applies all of it by itself", () => {
    bed.places[machine].run("rm", "-r", "/run/mk360");
    expect(bed.setUp(machine, "--dry-run")).toBe("nothing to change\n");
  });

  test("keeps the key that the machine has", () => {
    const key = bed.places[machine].run("cat", "/etc/wireguard/wg0.key");
    bed.places[machine].run("rm", "/etc/mk360/firewall.nft");
    bed.setUp(machine);
    expect(bed.places[machine].run("cat", "/etc/wireguard/wg0.key")).toBe(key);
  });

  test("lets nobody but root read the key", () => {
    expect(bed.places[machine].run("stat", "-c", "%a %U", "/etc/wireguard/wg0.key")).toBe("600 root\n");
  });

  test.each([
    ["a file that was changed", "echo '# mine' >>/etc/mk360/firewall.nft"],
    ["a table that was emptied", "nft flush ruleset"],
    ["a tunnel that was ended", "wg-quick down wg0"],
    ["a peer that was added by hand", "wg set wg0 peer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAU= allowed-ips 10.77.0.66/32"],
    ["a firewall that is not loaded at the next start", "rm /run/systemd-enabled/mk360-firewall"],
    ["a file that others may write", "chmod 666 /etc/wireguard/wg0.conf"],
  ])("mends %s", (_, damage) => {
    const before = stateOf(machine);
    bed.places[machine].run("bash", "-c", damage);
    expect(bed.setUp(machine)).toMatch(/changes done\n$/);
    expect(stateOf(machine)).toBe(before);
  });

  test("finishes what an interrupted run began", () => {
    const before = stateOf(machine);
    bed.places[machine].run(
      "bash",
      "-c",
      "rm -r /etc/mk360 /run/mk360 /var/lib/mk360/applied /etc/wireguard/wg0.conf; nft delete table inet mk360",
    );
    // It ends when its files are in place, as when somebody cuts the connection.
    const folder = bed.render(machine);
    bed.places[machine].run("bash", "-c", `cp -r ${folder} ${folder}.cut && rm ${folder}.cut/steps/[345]*`);
    bed.places[machine].run("bash", `${folder}.cut/set-up.sh`);
    expect(stateOf(machine)).not.toBe(before);
    bed.setUp(machine);
    expect(stateOf(machine)).toBe(before);
  });

  test("refuses an option that it does not know", () => {
    expect(() => bed.setUp(machine, "--dryrun")).toThrow(
      "set-up.sh knows --dry-run, --way-back SECONDS, --confirm, --upgrade, --move-volumes and --encrypt-volumes, and not --dryrun",
    );
  });

  test("leaves the machine as it is when the firewall has a fault", () => {
    const before = stateOf(machine);
    const folder = bed.render(machine);
    bed.places[machine].run("bash", "-c", `printf 'table inet mk360 { chain broken' >>${folder}/etc/mk360/firewall.nft`);
    expect(() => bed.places[machine].run("bash", `${folder}/set-up.sh`)).toThrow(/syntax error/);
    expect(stateOf(machine)).toBe(before);
  });
});

test("the server is left as it is when what its resolver answers has a fault", () => {
  const before = stateOf("vps");
  const folder = bed.render("vps");
  bed.places.vps.run("bash", "-c", `printf 'no-such-option\\n' >>${folder}/etc/dnsmasq.d/mk360.conf`);
  expect(() => bed.places.vps.run("bash", `${folder}/set-up.sh`)).toThrow(/bad option at line \d+ of etc\/dnsmasq.d\/mk360.conf/);
  expect(stateOf("vps")).toBe(before);
});

describe.each(["vps", "nas"] as const)("each file of %s is one that its own program reads:", (machine) => {
  test("units, by systemd-analyze", () => {
    const folder = bed.render(machine);
    const units = join(folder, "etc/systemd/system");
    const own = readdirSync(units).filter((name) => name.endsWith(".service"));
    expect(own.length).toBeGreaterThan(0);
    for (const name of own) expect(bed.places[machine].run("bash", "-c", `systemd-analyze verify ${units}/${name} 2>&1`)).toBe("");
  });

  test("settings of the kernel, by their names", () => {
    const text = readFileSync(join(bed.render(machine), "etc/sysctl.d/90-mk360.conf"), "utf8");
    const names = [...text.matchAll(/^(\S+) =/gm)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(4);
    expect(
      bed.places[machine]
        .run("sysctl", "-n", ...names)
        .trim()
        .split("\n"),
    ).toHaveLength(names.length);
  });
});
