import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bedFolder } from "../bed/place";
import { Operator } from "../cli/operator";
import { Bed } from "./bed/bed";
import { addresses } from "./bed/places";

const program = join(__dirname, "../../cli/bin.mjs");
const page = readFileSync(join(__dirname, "../../docs/getting-started.md"), "utf8");
let bed: Bed;
let owner: Operator;
beforeAll(async () => {
  bed = await Bed.make();
  owner = new Operator();
  for (const machine of ["vps", "nas"] as const) bed.places[machine].run("bash", "-c", "mkdir -p -m 755 /run/sshd; /usr/sbin/sshd");
  owner.synth();
});
afterAll(() => {
  bed?.end();
  owner?.remove();
});

interface Done {
  readonly code: number;
  readonly said: string;
}

/** The owner's command, typed at a computer in his home network. */
function mk360(...words: string[]): Done {
  const script = `cd ${owner.folder} && HOME=${owner.home} PATH=${join(owner.home, "bin")}:$PATH ${process.execPath} ${program} ${words.join(" ")} 2>&1; echo "code $?"`;
  const said = bed.places.homeDevice.run("bash", "-c", script);
  return { code: Number(/code (\d+)\n$/.exec(said)?.[1]), said: said.replace(/code \d+\n$/, "") };
}

/** ssh reads its files where the passwords of the computer say that its user lives; here they lie with the owner. */
function knowKeys(machines: readonly ("vps" | "nas")[]): void {
  const known = machines.map((machine) => `mk360-${machine} ${readFileSync("/etc/ssh/ssh_host_ed25519_key.pub", "utf8")}`).join("");
  writeFileSync(join(owner.home, "known_hosts"), known);
  const keys = (["vps", "nas"] as const).map((machine) => `-i ${join(bedFolder(machine), "owner")}`).join(" ");
  owner.run("mkdir", ["-p", join(owner.home, "bin")]);
  const ssh = `#!/bin/sh\nexec /usr/bin/ssh -o UserKnownHostsFile=${join(owner.home, "known_hosts")} ${keys} "$@"\n`;
  writeFileSync(join(owner.home, "bin/ssh"), ssh, { mode: 0o755 });
}

const config = () => owner.read("config.yaml");
const reaches = () => bed.places.nas.run("bash", "-c", `ping -c 1 -W 5 ${addresses.vpsInTunnel} >/dev/null && echo yes || echo no`).trim();

describe("mk360 hosts", () => {
  test("brings nothing to a machine whose key nobody has seen, and says how to see it", () => {
    knowKeys([]);
    const before = config();
    const { code, said } = mk360("hosts", "set-up", "vps");
    expect({ code, same: config() === before }).toEqual({ code: 1, same: true });
    expect(said).toMatch(/^the machine vps: SSH as root@203\.0\.113\.10 is .*ssh -o HostKeyAlias=mk360-vps root@203\.0\.113\.10/);
    expect(bed.places.vps.run("bash", "-c", "ls /root")).toBe("");
  });

  test("plans what would change, and changes nothing", () => {
    knowKeys(["vps", "nas"]);
    const { code, said } = mk360("hosts", "plan");
    expect(code).toBe(2);
    expect(said).toMatch(/^vps:\n(?:.*\n)*?would: write \/etc\/mk360\/firewall\.nft\n(?:.*\n)*nas:\n/m);
    expect(bed.places.vps.run("bash", "-c", "ls /etc/mk360 2>/dev/null || true")).toBe("");
  });

  test("sets both machines up, and each learns the other's key", () => {
    expect(page).toContain("\nnpx mk360 hosts set-up\n");
    const { code, said } = mk360("hosts", "set-up");
    expect({ code, said }).toMatchObject({ code: 0 });
    for (const machine of ["vps", "nas"] as const) {
      const key = bed.places[machine].run("wg", "show", "wg0", "public-key").trim();
      expect(config()).toContain(`\n    wireguardPublicKey: ${key}\n`);
    }
    expect(reaches()).toBe("yes");
  });

  test("changes nothing when it is run again", () => {
    const before = config();
    const { code, said } = mk360("hosts", "set-up");
    expect({ code, said: said.match(/nothing to change/g) }).toEqual({ code: 0, said: ["nothing to change", "nothing to change"] });
    expect(config()).toBe(before);
    expect(mk360("hosts", "plan").code).toBe(0);
  });

  test("brings a new device to the server, whose tunnel goes on", () => {
    owner.succeeds("vpn", "add", "anna-phone");
    const { said } = mk360("hosts", "set-up", "vps");
    expect(said).toContain("change who may use the tunnel; it is not interrupted");
    expect(bed.places.vps.run("wg", "show", "wg0", "allowed-ips")).toContain("10.77.0.11/32");
  });

  test("brings nothing that config.yaml does not give", () => {
    owner.write("generated/hosts/vps/etc/mk360/firewall.nft", "flush ruleset\n");
    const { code, said } = mk360("hosts", "set-up", "vps");
    expect(code).toBe(1);
    expect(said).toMatch(/^generated\/hosts: hosts\/vps\/etc\/mk360\/firewall\.nft is "not what config\.yaml gives now"/m);
    owner.synth();
  });

  test("says what a script says, and that it may be run again", () => {
    bed.places.vps.run("mv", "/root/.ssh/authorized_keys", "/root/.ssh/authorized_keys2");
    const { code, said } = mk360("hosts", "set-up", "vps");
    bed.places.vps.run("mv", "/root/.ssh/authorized_keys2", "/root/.ssh/authorized_keys");
    expect({ code, says: /set-up\.sh is .*nobody has an SSH key.*run the same command again/.test(said) }).toEqual({ code: 1, says: true });
  });

  test("names a machine that is meant", () => {
    expect(mk360("hosts", "plan", "vsp").said).toMatch(/^mk360 hosts plan: MACHINE is "vsp"\. Allowed: vps, nas/);
  });

  test("says at which addresses a machine was silent", () => {
    bed.places.nas.run("bash", "-c", "pkill -x sshd || true");
    bed.places.vps.run("bash", "-c", "pkill -x sshd || true");
    const { code, said } = mk360("hosts", "plan", "nas");
    expect({ code, said: said.split(". ")[0] }).toEqual({ code: 1, said: 'the machine nas: SSH is "silent at 10.77.0.2, 192.168.178.20"' });
  });
});
