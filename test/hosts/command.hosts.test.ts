import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bedFolder } from "../bed/place";
import { Bed } from "./bed/bed";
import { HomeOwner } from "./bed/owner";
import { addresses } from "./bed/places";

const page = readFileSync(join(__dirname, "../../docs/getting-started.md"), "utf8");
let bed: Bed;
let owner: HomeOwner;
beforeAll(async () => {
  bed = await Bed.make();
  owner = new HomeOwner(bed);
  owner.synth();
});
afterAll(() => {
  bed?.end();
  owner?.remove();
});

const mk360 = (...words: string[]) => owner.types(...words);
const config = () => owner.read("config.yaml");
const reaches = () => bed.places.nas.run("bash", "-c", `ping -c 1 -W 5 ${addresses.vpsInTunnel} >/dev/null && echo yes || echo no`).trim();

describe("mk360 hosts", () => {
  test("brings nothing to a machine whose key nobody has seen, and says how to see it", () => {
    owner.knowKeys([]);
    const before = config();
    const { code, said } = mk360("hosts", "set-up", "vps");
    expect({ code, same: config() === before }).toEqual({ code: 1, same: true });
    expect(said).toMatch(/^the machine vps: SSH as root@203\.0\.113\.10 is .*ssh -o HostKeyAlias=mk360-vps root@203\.0\.113\.10/);
    expect(bed.places.vps.run("bash", "-c", "ls /root")).toBe("");
  });

  test("plans what would change, and changes nothing", () => {
    owner.knowKeys(["vps", "nas"]);
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

  test("brought the server's token to the VM, whose k3s has joined by it, and left it nowhere else", () => {
    const token = bed.places.vps.run("cat", "/etc/rancher/k3s/agent-token");
    expect(bed.places.nas.run("bash", "-c", "cat /etc/rancher/k3s/agent-token; stat -c %a /etc/rancher/k3s/agent-token")).toBe(
      `${token}600\n`,
    );
    expect(bed.places.nas.run("cat", "/run/k3s-starts")).toBe("agent\n");
    expect(bed.places.homeDevice.run("bash", "-c", `grep -rlF ${token.trim()} ${owner.folder} ${owner.home} || true`)).toBe("");
  });

  test("brings the cluster's kubeconfig, for the address in the VPN", () => {
    expect(mk360("hosts", "kubeconfig").said).toContain("/etc/rancher/k3s/k3s.yaml");
    const written = ['clusters: [{name: default, cluster: {server: "https://127.0.0.1:6443"}}]', "users: [{name: default, user: {}}]"];
    bed.places.vps.run("bash", "-c", `printf '%s\\n' ${written.map((line) => `'${line}'`).join(" ")} >/etc/rancher/k3s/k3s.yaml`);
    expect(mk360("hosts", "kubeconfig")).toMatchObject({ code: 0 });
    expect(bed.places.homeDevice.run("bash", "-c", `stat -c %a ${owner.home}/.kube/config; grep server: ${owner.home}/.kube/config`)).toBe(
      "600\n      server: https://10.77.0.1:6443\n",
    );
  });

  test("upgrades k3s when it is told to: the server, then the VM", () => {
    for (const machine of ["vps", "nas"] as const)
      bed.places[machine].run("sed", "-i", "s/k3s version [^ ]*/k3s version v1.36.1+k3s1/", "/usr/local/bin/k3s");
    expect(mk360("hosts", "plan").said.match(/k3s is v1\.36\.1\+k3s1, and v1\.36\.3\+k3s1 is wanted/g)).toHaveLength(2);
    const { code, said } = mk360("hosts", "upgrade");
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^vps:\n[\s\S]*upgrade k3s from[\s\S]*nas:\n[\s\S]*upgrade k3s from/),
    });
  });

  test("changes nothing when it is run again", () => {
    const before = config();
    const { code, said } = mk360("hosts", "set-up");
    expect({ code, said }).toEqual({ code: 0, said: "vps:\nnothing to change\nnas:\nnothing to change\n" });
    expect(config()).toBe(before);
    expect(mk360("hosts", "plan").code).toBe(0);
  });

  describe("check", () => {
    const asks = (command: string) =>
      bed.places.homeDevice.run(
        "bash",
        "-c",
        `PATH=${join(owner.home, "bin")}:$PATH ssh -o HostKeyAlias=mk360-vps -o BatchMode=yes ${command} 2>&1 || true`,
      );
    const vps = (script: string) => bed.places.vps.run("bash", "-c", script);

    test("says that it needs a key", () => {
      const { code, said } = mk360("hosts", "check");
      expect({ code, said: said.split(". ")[0] }).toEqual({ code: 1, said: 'config.yaml: ssh.keys is "empty"' });
    });

    test("says that a machine does not know the key yet, and how it learns it", () => {
      const keys = (["vps", "nas"] as const).map((machine) => readFileSync(join(bedFolder(machine), "owner.pub"), "utf8").trim());
      owner.write("config.yaml", config().replace("\n  #keys:\n", `\n  keys:\n${keys.map((key) => `    - ${key}\n`).join("")}`));
      owner.synth();
      const { code, said } = mk360("hosts", "check");
      expect(code).toBe(1);
      expect(said).toMatch(/SSH as mk360-check@203\.0\.113\.10.*ssh\.keys of config\.yaml.*hosts set-up/);
    });

    test("compares the machines with the model, and finds nothing", () => {
      expect(mk360("hosts", "set-up")).toMatchObject({ code: 0 });
      for (const machine of ["vps", "nas"] as const)
        bed.places[machine].run("bash", "-c", "mkdir -p /run/systemd/timesync; touch /run/systemd/timesync/synchronized");
      expect(page).toContain("\nnpx mk360 hosts check\n");
      expect(mk360("hosts", "check")).toEqual({ code: 0, said: "vps:\nas the model wants it\nnas:\nas the model wants it\n" });
    });

    test("finds what somebody has changed there, what has failed, and a restart that is due", () => {
      vps(
        "nft delete table inet mk360; echo '# mine' >>/etc/sysctl.d/90-mk360.conf; echo 'k3s.service loaded failed failed' >/run/failed-units",
      );
      vps("touch /run/reboot-required; rm /run/systemd/timesync/synchronized");
      const { code, said } = mk360("hosts", "check", "vps");
      expect(code).toBe(2);
      expect(said).toMatch(/^changed there since: set-up would write \/etc\/sysctl\.d\/90-mk360\.conf$/m);
      expect(said).toMatch(/^changed there since: set-up would .*firewall/m);
      expect(said).toMatch(/^the unit k3s\.service has failed: journalctl -u k3s\.service$/m);
      expect(said).toMatch(/^a restart is due/m);
      expect(said).toMatch(/^the clock was never compared/m);
      vps("rm /run/failed-units /run/reboot-required; touch /run/systemd/timesync/synchronized");
      mk360("hosts", "set-up", "vps");
      expect(mk360("hosts", "check", "vps").code).toBe(0);
    });

    test("finds what the model has and the machine was not brought yet", () => {
      const before = config();
      owner.write("config.yaml", before.replace("lineMtu: ", "lineMtu: 1400 #"));
      const { code, said } = mk360("hosts", "check", "vps");
      owner.write("config.yaml", before);
      expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining("not brought yet: etc/wireguard/wg0.conf") });
    });

    test("lets whoever may look do nothing else", () => {
      const user = `mk360-check@${addresses.vps}`;
      expect(asks(`${user} 'touch /tmp/mine; id'`)).toMatch(/^file [0-9a-f]{64} {2}etc\//);
      expect(asks(`${user} 'touch /tmp/mine; id'`)).not.toContain("uid=");
      expect(asks(`-W 127.0.0.1:22 ${user}`)).toContain("administratively prohibited");
      expect(asks(`-tt ${user}`)).toContain("PTY allocation request failed");
      expect(vps("ls /tmp/mine 2>/dev/null || true")).toBe("");
      // Root for the one program, and without a word that it could be told.
      expect(vps("sudo -u mk360-check sudo -n /bin/bash /etc/mk360/report.sh x 2>&1 || true")).toContain("password is required");
      expect(vps("sudo -u mk360-check sudo -n id 2>&1 || true")).toContain("password is required");
    });

    test("tells of no secret", () => {
      const said = asks(`mk360-check@${addresses.vps}`);
      for (const secret of ["/etc/wireguard/wg0.key", "/etc/rancher/k3s/agent-token"])
        expect(said).not.toContain(vps(`cat ${secret}`).trim());
    });
  });

  test("renders the machines' folders somewhere else", () => {
    const before = owner.read("generated/hosts/vps/set-up.sh");
    expect(mk360("hosts", "render", "elsewhere")).toMatchObject({ code: 0 });
    expect(owner.read("elsewhere/vps/set-up.sh")).toBe(before);
    expect(owner.run("diff", ["-r", "elsewhere", "generated/hosts"])).toMatchObject({ code: 0, stdout: "" });
  });

  test("brings a new device to both machines and into the cluster, and the tunnel goes on", async () => {
    await owner.playCluster();
    expect(page).toContain("\nnpx mk360 vpn add anna-phone --apply\n");
    const { code, said } = mk360("vpn", "add", "anna-phone", "--apply", ...owner.cluster);
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).toMatch(/^vps:\n(?:.*\n)*change who may use the tunnel; it is not interrupted\n(?:.*\n)*nas:\n/m);
    expect(bed.places.vps.run("wg", "show", "wg0", "allowed-ips")).toContain("10.77.0.11/32");
    for (const machine of ["vps", "nas"] as const)
      expect(bed.places[machine].run("nft", "list", "set", "inet", "mk360", "vpn_devices")).toContain("10.77.0.11");
    expect(owner.applied).toContain("cidr: 10.77.0.11/32");
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
